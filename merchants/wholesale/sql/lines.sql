-- Every line of the wholesaler's file. Article codes are written in either case and with spaces: one code is one article.
-- Prices have two places, fourteen of them three: thousandths of a pound hold them all, so that no float is ever summed.
-- An invoice's lines may be minutes apart: it stands at the first of them.
CREATE TEMP VIEW source AS
SELECT
    file_row_number AS number,
    trim(Invoice) AS invoice,
    upper(trim(StockCode)) AS code,
    trim(Description) AS description,
    Quantity AS quantity,
    min(strptime(InvoiceDate, '%Y-%m-%d %H:%M:%S')) OVER (PARTITION BY trim(Invoice)) AS sold_at,
    CAST(round(Price * 1000) AS BIGINT) AS price_milli,
    CAST("Customer ID" AS INTEGER) AS customer,
    Country AS country
FROM read_parquet(getvariable('file'), file_row_number = true);
