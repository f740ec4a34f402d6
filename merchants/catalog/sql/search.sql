-- What is put on sale or taken off is found or not found from the same commit on, whoever changes it.
CREATE FUNCTION catalog_show() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM shops_searchdocument WHERE id = OLD.id;
    ELSE
        UPDATE shops_searchdocument SET shown = NEW.on_sale WHERE id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER what_is_on_sale_is_found AFTER UPDATE OF on_sale ON catalog_sku
    FOR EACH ROW WHEN (OLD.on_sale IS DISTINCT FROM NEW.on_sale) EXECUTE FUNCTION catalog_show();
CREATE TRIGGER what_is_gone_is_not_found AFTER DELETE ON catalog_sku FOR EACH ROW EXECUTE FUNCTION catalog_show();
