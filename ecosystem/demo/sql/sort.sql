-- Sorts the purchases of one window into shops. Variables: transactions, products, counters
-- (files), first_day, last_day, stores, residents, enough_baskets.

CREATE TABLE rule AS
SELECT department, category, counter, reason
FROM read_csv(getvariable('counters'), header = true, all_varchar = true);

CREATE TABLE product AS
SELECT
    p.product_id AS product, p.manufacturer_id AS maker, p.product_category AS category, p.product_type AS type,
    coalesce(p.package_size, '') AS size, p.brand = 'Private' AS own_brand,
    CASE WHEN exact.department IS NULL THEN whole.counter ELSE exact.counter END AS counter,
    CASE
        WHEN p.product_category IS NULL THEN 'no_category'
        WHEN exact.department IS NOT NULL THEN exact.reason
        WHEN whole.department IS NOT NULL THEN whole.reason
        ELSE 'no_such_shop'
    END AS reason
FROM read_parquet(getvariable('products')) AS p
LEFT JOIN rule AS exact ON exact.department = p.department AND exact.category = p.product_category
LEFT JOIN rule AS whole ON whole.department = p.department AND whole.category IS NULL;

-- The −5 h comes before the window is cut, so a late evening belongs to its own day.
CREATE TABLE line AS
SELECT
    t.household_id AS household, t.store_id AS store, t.basket_id AS basket, t.product_id AS product, t.quantity,
    CAST(round(t.sales_value * 100) AS BIGINT) AS paid_minor,
    t.transaction_timestamp - INTERVAL 5 HOUR AS sold_at, p.counter,
    CASE
        WHEN t.quantity <= 0 THEN 'no_quantity'
        WHEN round(t.sales_value * 100) <= 0 THEN 'no_value'
        WHEN p.product IS NULL THEN 'unknown_product'
        ELSE p.reason
    END AS reason
FROM read_parquet(getvariable('transactions')) AS t
LEFT JOIN product AS p ON p.product = t.product_id
WHERE CAST(t.transaction_timestamp - INTERVAL 5 HOUR AS DATE) BETWEEN getvariable('first_day') AND getvariable('last_day');

CREATE TABLE busiest AS
SELECT store, count(DISTINCT basket) AS baskets
FROM line WHERE reason IS NULL
GROUP BY store
QUALIFY row_number() OVER (ORDER BY baskets DESC, store) <= getvariable('stores');

CREATE TABLE shop AS
SELECT store, counter
FROM line
WHERE reason IS NULL AND store IN (SELECT store FROM busiest)
GROUP BY store, counter
HAVING count(DISTINCT basket) >= getvariable('enough_baskets');

CREATE TABLE resident AS
SELECT household
FROM line INNER JOIN shop USING (store, counter)
WHERE reason IS NULL
GROUP BY household
QUALIFY row_number() OVER (ORDER BY count(DISTINCT basket) DESC, sum(paid_minor) DESC, household) <= getvariable('residents');

CREATE TABLE verdict AS
SELECT
    line.*,
    CASE
        WHEN line.store NOT IN (SELECT store FROM busiest) THEN 'other_store'
        WHEN line.reason IS NOT NULL THEN line.reason
        WHEN shop.store IS NULL THEN 'counter_too_small'
        WHEN line.household NOT IN (SELECT household FROM resident) THEN 'other_household'
        ELSE 'kept'
    END AS verdict
FROM line
LEFT JOIN shop ON shop.store = line.store AND shop.counter = line.counter;
