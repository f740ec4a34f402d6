-- Shops found by words of their own or of what they sell, by exact distance, looking area by area as shops_around does
-- cell by cell. A document is found when one of its words begins as one of p_beginnings, and one as one of p_also
-- where there are any, or one as one of p_guesses; all of p_like and one of each row of p_slips hold of its words, and one
-- of each three p_parts is in them. Goods are the ids of the three closest to what was asked, joined by commas; hits is how many there are.
CREATE FUNCTION shops_found(
    p_lat float8, p_lng float8, p_radius integer, p_areas bigint[], p_ends integer[], p_sure integer[],
    p_beginnings text[], p_also text[], p_like text[], p_parts text[], p_slips text[], p_guesses text[], p_categories text[], p_day date, p_minute integer, p_delivers boolean,
    p_after_metres integer, p_after_id uuid, p_limit integer
) RETURNS TABLE (shop_id uuid, metres integer, goods text, hits integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    ids uuid[] := '{}';
    distances integer[] := '{}';
    joined text[] := '{}';
    counts integer[] := '{}';
    more_ids uuid[];
    more_distances integer[];
    more_joined text[];
    more_counts integer[];
    seen integer := 0;
    certain integer;
    today integer := p_minute / 1440;
    yesterday integer := (p_minute / 1440 + 6) % 7;
    minute integer := p_minute % 1440;
BEGIN
    FOR look IN 1 .. cardinality(p_ends) LOOP
        CONTINUE WHEN p_ends[look] = seen AND look < cardinality(p_ends);
        SELECT coalesce(array_agg(near.id), '{}'), coalesce(array_agg(near.away), '{}'),
               coalesce(array_agg(near.goods), '{}'), coalesce(array_agg(near.hits), '{}')
        INTO more_ids, more_distances, more_joined, more_counts
        FROM (
            SELECT sorted.id, sorted.away, sorted.goods, sorted.hits
            FROM (
                SELECT found.id, found.away, found.goods, found.hits
                FROM (
                    SELECT s.id, places_metres(p_lat, p_lng, s.lat::float8, s.lng::float8) AS away, hit.goods, hit.hits
                    FROM (
                        SELECT d.shop_id AS id, count(d.sku_id)::integer AS hits,
                               coalesce(array_to_string((array_agg(d.sku_id ORDER BY length(d.words), d.sku_id)
                                                         FILTER (WHERE d.sku_id IS NOT NULL))[1:3], ','), '') AS goods
                        FROM (
                            SELECT ARRAY(SELECT shops_search_key(beginning, area) FROM unnest(p_beginnings) beginning) AS wanted,
                                   ARRAY(SELECT shops_search_key(beginning, area)
                                         FROM unnest(CASE p_also WHEN '{}' THEN p_beginnings ELSE p_also END) beginning) AS besides,
                                   ARRAY(SELECT shops_search_key(guess, area) FROM unnest(p_guesses) guess) AS guessed
                            FROM unnest(p_areas[seen + 1 : p_ends[look]]) area OFFSET 0
                        ) here
                        -- Area by area: for each document that it meets, the index goes through all keys that it was asked for.
                        JOIN shops_searchdocument d
                          ON shops_search_keys(d.words, d.area) && here.wanted AND shops_search_keys(d.words, d.area) && here.besides
                             OR shops_search_keys(d.words, d.area) && here.guessed
                        WHERE d.shown
                          AND d.words LIKE ALL (p_like)
                          -- CASE, since otherwise the planner chooses what is tried first, and takes the patterns for cheap. They are
                          -- no regular expression: one that nobody typed before takes longer to compile than all of the rest.
                          AND CASE WHEN (strpos(d.words, p_parts[1]) > 0 OR strpos(d.words, p_parts[2]) > 0 OR strpos(d.words, p_parts[3]) > 0)
                                    AND (strpos(d.words, p_parts[4]) > 0 OR strpos(d.words, p_parts[5]) > 0 OR strpos(d.words, p_parts[6]) > 0)
                                    AND (strpos(d.words, p_parts[7]) > 0 OR strpos(d.words, p_parts[8]) > 0 OR strpos(d.words, p_parts[9]) > 0)
                              THEN (SELECT coalesce(bool_and(d.words LIKE ANY (p_slips[one:one])), true) FROM generate_subscripts(p_slips, 1) one) END
                        GROUP BY d.shop_id OFFSET 0
                    ) hit JOIN shops_shop s ON s.id = hit.id
                    WHERE s.category = ANY (p_categories) AND (p_minute IS NULL OR (s.selling AND s.suspended_at IS NULL AND s.paused_until IS NULL))
                    OFFSET 0
                ) found
                WHERE found.away <= p_radius AND (NOT p_delivers OR shops_bring_to(found.id, p_lat, p_lng, found.away)) AND (p_after_metres IS NULL OR (found.away, found.id) > (p_after_metres, p_after_id))
                ORDER BY found.away, found.id OFFSET 0
            ) sorted
            WHERE p_minute IS NULL OR (
                SELECT true FROM shops_openinginterval hours
                WHERE hours.shop_id = sorted.id
                  AND ((hours.weekday = today AND hours.opens_minute <= minute AND minute < hours.closes_minute
                        AND NOT EXISTS (SELECT FROM shops_specialhours other WHERE other.shop_id = hours.shop_id AND other."on" = p_day))
                       OR (hours.weekday = yesterday AND minute + 1440 < hours.closes_minute
                           AND NOT EXISTS (SELECT FROM shops_specialhours other WHERE other.shop_id = hours.shop_id AND other."on" = p_day - 1)))
                LIMIT 1)
              OR (
                SELECT true FROM shops_specialhours other
                WHERE other.shop_id = sorted.id
                  AND ((other."on" = p_day AND other.opens_minute <= minute AND minute < other.closes_minute)
                       OR (other."on" = p_day - 1 AND minute + 1440 < other.closes_minute))
                LIMIT 1)
            ORDER BY sorted.away, sorted.id LIMIT p_limit
        ) near;
        ids := ids || more_ids;
        distances := distances || more_distances;
        joined := joined || more_joined;
        counts := counts || more_counts;
        seen := p_ends[look];
        SELECT count(*) INTO certain FROM unnest(distances) distance WHERE distance <= p_sure[look];
        EXIT WHEN certain >= p_limit;
    END LOOP;
    RETURN QUERY SELECT found.id, found.away, found.goods, found.hits
    FROM unnest(ids, distances, joined, counts) AS found (id, away, goods, hits) ORDER BY 2, 1 LIMIT p_limit;
END $$;
