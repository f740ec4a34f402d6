-- Shops by exact distance, looking ring by ring of H3 cells and stopping only when nothing
-- outside the rings seen can come before what was found.
--   p_cells  the covering cells, nearest rings first
--   p_ends   how many of them the first, second, … look takes
--   p_sure   after that look, every shop not yet seen is farther than this many metres
--   p_minute   the minute of the week at which a shop must be open and selling, or NULL
--   p_day      the day that it falls on: a date of its own hours stands instead of its weekday
--   p_delivers only shops that deliver to the point
CREATE FUNCTION shops_around(
    p_lat float8, p_lng float8, p_radius integer, p_cells bigint[], p_ends integer[], p_sure integer[],
    p_categories text[], p_day date, p_minute integer, p_delivers boolean, p_after_metres integer, p_after_id uuid, p_limit integer
) RETURNS TABLE (shop_id uuid, metres integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 AS $$
DECLARE
    ids uuid[] := '{}';
    distances integer[] := '{}';
    more_ids uuid[];
    more_distances integer[];
    seen integer := 0;
    certain integer;
    today integer := p_minute / 1440;
    yesterday integer := (p_minute / 1440 + 6) % 7;
    minute integer := p_minute % 1440;
BEGIN
    FOR look IN 1 .. cardinality(p_ends) LOOP
        -- In order of distance first and of hours second, so that hours are looked up only until the page is full.
        SELECT coalesce(array_agg(near.id), '{}'), coalesce(array_agg(near.away), '{}') INTO more_ids, more_distances
        FROM (
            SELECT sorted.id, sorted.away
            FROM (
                SELECT found.id, found.away
                FROM (
                    SELECT s.id, places_metres(p_lat, p_lng, s.lat::float8, s.lng::float8) AS away
                    FROM shops_shop s
                    WHERE s.cell = ANY (p_cells[seen + 1 : p_ends[look]]) AND s.category = ANY (p_categories)
                      AND (p_minute IS NULL OR (s.selling AND s.suspended_at IS NULL AND s.paused_until IS NULL))
                    OFFSET 0
                ) found
                WHERE found.away <= p_radius AND (NOT p_delivers OR shops_bring_to(found.id, p_lat, p_lng, found.away)) AND (p_after_metres IS NULL OR (found.away, found.id) > (p_after_metres, p_after_id))
                ORDER BY found.away, found.id OFFSET 0
            ) sorted
            -- A LIMIT 1 subquery, not EXISTS: that one may be hashed, which reads every shop's hours.
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
        seen := p_ends[look];
        SELECT count(*) INTO certain FROM unnest(distances) distance WHERE distance <= p_sure[look];
        EXIT WHEN certain >= p_limit;
    END LOOP;
    RETURN QUERY SELECT found.id, found.away FROM unnest(ids, distances) AS found (id, away) ORDER BY 2, 1 LIMIT p_limit;
END $$;
