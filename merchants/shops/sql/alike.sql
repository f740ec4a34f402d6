-- Shops whose names sound like the text, by exact distance. The threshold forgives one slip in a
-- word of six letters ("lantrn"); it belongs to the function, so that the trigram index serves it.
CREATE FUNCTION shops_alike(
    p_lat float8, p_lng float8, p_radius integer, p_text text, p_category text, p_minute integer,
    p_after_metres integer, p_after_id uuid, p_limit integer
) RETURNS TABLE (shop_id uuid, metres integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20 SET pg_trgm.word_similarity_threshold = 0.45 AS $$
    SELECT alike.id, alike.away
    FROM (
        SELECT s.id, s.selling, places_metres(p_lat, p_lng, s.lat::float8, s.lng::float8) AS away
        FROM shops_shop s
        WHERE p_text <% s.search AND (p_category IS NULL OR s.category = p_category)
        OFFSET 0
    ) alike
    WHERE alike.away <= p_radius
      AND (p_after_metres IS NULL OR (alike.away, alike.id) > (p_after_metres, p_after_id))
      AND (p_minute IS NULL OR (alike.selling AND (
            SELECT true FROM shops_openinginterval hours
            WHERE hours.shop_id = alike.id
              AND ((hours.weekday = p_minute / 1440 AND hours.opens_minute <= p_minute % 1440 AND p_minute % 1440 < hours.closes_minute)
                   OR (hours.weekday = (p_minute / 1440 + 6) % 7 AND p_minute % 1440 + 1440 < hours.closes_minute))
            LIMIT 1)))
    ORDER BY 2, 1 LIMIT p_limit
$$;
