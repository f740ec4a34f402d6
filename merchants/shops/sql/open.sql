-- Whether a shop's hours hold a minute of the week (Monday 00:00 is 0). An interval that begins
-- on Sunday may end on Monday, hence the second reading of the same minute, a week later.
CREATE FUNCTION shops_open(p_shop uuid, p_minute integer) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (
        SELECT FROM shops_openinginterval hours
        WHERE hours.shop_id = p_shop
          AND hours.weekday IN (p_minute / 1440, (p_minute / 1440 + 6) % 7)
          AND (p_minute BETWEEN hours.weekday * 1440 + hours.opens_minute AND hours.weekday * 1440 + hours.closes_minute - 1
               OR p_minute + 10080 BETWEEN hours.weekday * 1440 + hours.opens_minute AND hours.weekday * 1440 + hours.closes_minute - 1)
    )
$$;
