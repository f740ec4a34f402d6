-- Whether an outline (latitude, longitude and so on, in millionths of a degree) holds a point, its edge included: how often
-- a ray to the east crosses it, in integers, as merchants.shops.zone_rules.within says it.
CREATE FUNCTION shops_outline_holds(p_outline integer[], p_lat bigint, p_lng bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(bool_or(side.turn = 0 AND p_lat BETWEEN least(side.lat, side.lat2) AND greatest(side.lat, side.lat2)
                            AND p_lng BETWEEN least(side.lng, side.lng2) AND greatest(side.lng, side.lng2)), false)
        OR count(*) FILTER (WHERE (side.lat > p_lat) <> (side.lat2 > p_lat) AND (side.turn > 0) = (side.lat2 > side.lat)) % 2 = 1
    FROM (
        SELECT edge.*, (edge.lng2 - edge.lng) * (p_lat - edge.lat) - (edge.lat2 - edge.lat) * (p_lng - edge.lng) AS turn
        FROM (
            SELECT p_outline[2 * one - 1]::bigint AS lat, p_outline[2 * one]::bigint AS lng,
                   p_outline[2 * (one % (cardinality(p_outline) / 2)) + 1]::bigint AS lat2,
                   p_outline[2 * (one % (cardinality(p_outline) / 2)) + 2]::bigint AS lng2
            FROM generate_series(1, cardinality(p_outline) / 2) one
        ) edge
    ) side
$$;
-- Whether a shop, which is p_away metres from a point, brings things there: any zone will do.
CREATE FUNCTION shops_bring_to(p_shop uuid, p_lat float8, p_lng float8, p_away integer) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE COST 1000 AS $$
    SELECT coalesce(bool_or(CASE WHEN zone.radius_m IS NULL
                                 THEN shops_outline_holds(zone.outline, round(p_lat * 1000000)::bigint, round(p_lng * 1000000)::bigint)
                                 ELSE p_away <= zone.radius_m END), false)
    FROM shops_deliveryzone zone WHERE zone.shop_id = p_shop
$$;
