-- The H3 cell of resolution 7 that a cell of resolution 8 belongs to: the resolution is in bits 52 to 55, and the
-- eighth digit, in bits 21 to 23, becomes 7, which says that it is not used. As ecosystem.places.rules.area_of.
CREATE FUNCTION places_area(cell bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT (cell & ~(15::bigint << 52)) | (7::bigint << 52) | (7::bigint << 21)
$$;
