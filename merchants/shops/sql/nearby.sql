-- Shops by exact distance, looking ring by ring of H3 cells and stopping only when nothing
-- outside the rings seen can come before what was found.
--   p_cells  the covering cells, nearest rings first
--   p_ends   how many of them the first, second, … look takes
--   p_sure   after that look, every shop not yet seen is farther than this many metres
--   p_minute the minute of the week at which a shop must be open and selling, or NULL
CREATE FUNCTION shops_nearby(
    p_lat float8, p_lng float8, p_radius integer, p_cells bigint[], p_ends integer[], p_sure integer[],
    p_category text, p_minute integer, p_patterns text[], p_called text[],
    p_after_metres integer, p_after_id uuid, p_limit integer
) RETURNS TABLE (shop_id uuid, metres integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    ids uuid[] := '{}';
    distances integer[] := '{}';
    more_ids uuid[];
    more_distances integer[];
    seen integer := 0;
    certain integer;
BEGIN
    FOR look IN 1 .. cardinality(p_ends) LOOP
        SELECT coalesce(array_agg(near.id), '{}'), coalesce(array_agg(near.away), '{}') INTO more_ids, more_distances
        FROM (
            SELECT s.id, s.selling, places_metres(p_lat, p_lng, s.lat::float8, s.lng::float8) AS away
            FROM shops_shop s
            WHERE s.cell = ANY (p_cells[seen + 1 : p_ends[look]])
              AND (p_category IS NULL OR s.category = p_category)
              AND (p_patterns IS NULL OR s.search LIKE ALL (p_patterns) OR s.category = ANY (p_called))
            OFFSET 0
        ) near
        WHERE near.away <= p_radius
          AND (p_after_metres IS NULL OR (near.away, near.id) > (p_after_metres, p_after_id))
          AND (p_minute IS NULL OR (near.selling AND shops_open(near.id, p_minute)));
        ids := ids || more_ids;
        distances := distances || more_distances;
        seen := p_ends[look];
        SELECT count(*) INTO certain FROM unnest(distances) distance WHERE distance <= p_sure[look];
        EXIT WHEN certain >= p_limit;
    END LOOP;
    RETURN QUERY SELECT found.id, found.away FROM unnest(ids, distances) AS found (id, away) ORDER BY 2, 1 LIMIT p_limit;
END $$;
