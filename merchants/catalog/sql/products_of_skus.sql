-- Every listing there is becomes a product of its merchant with one variant; the same code at two shops of one merchant is one variant.
WITH listed AS (
    SELECT DISTINCT ON (s.party_id, k.code) gen_random_uuid() AS product_id, gen_random_uuid() AS new_id, s.party_id, k.code, k.name_zh, k.name_en,
        k.kind, k.section_zh, k.section_en, k.size
    FROM catalog_sku k JOIN shops_shop s ON s.id = k.shop_id WHERE k.variant_id IS NULL ORDER BY s.party_id, k.code, k.id),
products AS (
    INSERT INTO catalog_product (id, party_id, name_zh, name_en, kind, section_zh, section_en)
    SELECT l.product_id, l.party_id, l.name_zh, l.name_en, l.kind, l.section_zh, l.section_en FROM listed l),
variants AS (
    INSERT INTO catalog_variant (id, product_id, party_id, code, size, base_unit, sale_unit, purchase_unit, sale_factor, purchase_factor, whole_only)
    SELECT l.new_id, l.product_id, l.party_id, l.code, l.size, 'piece', 'piece', 'piece', 1, 1, true FROM listed l)
UPDATE catalog_sku k SET variant_id = l.new_id FROM listed l, shops_shop s
WHERE s.id = k.shop_id AND l.party_id = s.party_id AND l.code = k.code;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
