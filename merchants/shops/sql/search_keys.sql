-- What a search document is indexed by: the first one, two, four, eight and twelve letters of each word, together with the area where
-- the shop stands, so that a search reads what begins like that around here and nothing of the rest of the country.
-- A backup is read back where no schema is looked through, so the second names the schema of the first.
CREATE FUNCTION shops_search_key(beginning text, area bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$ SELECT hashtextextended(beginning COLLATE "C", area) $$;

CREATE FUNCTION shops_search_keys(words text, area bigint) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT coalesce(array_agg(DISTINCT public.shops_search_key(left(word, size), area)), '{}')
    FROM unnest(string_to_array(ltrim(words), ' ')) word, unnest(ARRAY[1, 2, 4, 8, 12]) size WHERE length(word) >= size
$$;
