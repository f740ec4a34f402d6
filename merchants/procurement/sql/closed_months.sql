-- No invoice is dated into a month that the shop which pays it has closed.
CREATE FUNCTION procurement_refuse_closed_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added i JOIN procurement_order o ON o.id = i.order_id WHERE i.issued_on < periods_closed_until(o.shop_id)) THEN
        RAISE EXCEPTION 'an_invoice_is_of_an_open_month' USING ERRCODE = 'check_violation', CONSTRAINT = 'an_invoice_is_of_an_open_month';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER an_invoice_is_of_an_open_month AFTER INSERT ON procurement_invoice REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION procurement_refuse_closed_months();
