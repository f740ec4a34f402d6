-- The same haversine as ecosystem.places.rules.metres; one expression, so that the planner inlines it.
CREATE FUNCTION places_metres(lat float8, lng float8, other_lat float8, other_lng float8) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT floor(2 * 6371008.8 * asin(least(1.0, sqrt(
        sin(radians(other_lat - lat) / 2) ^ 2
        + cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lng - lng) / 2) ^ 2
    ))) + 0.5)::integer
$$;
