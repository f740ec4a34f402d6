-- What was published, agreed and signed stays as it is, for the application and for the owner of the tables.
CREATE TRIGGER templates_are_never_changed BEFORE UPDATE OR DELETE ON contracts_contracttemplate FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER templates_are_never_emptied BEFORE TRUNCATE ON contracts_contracttemplate FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contracts_are_never_changed BEFORE UPDATE OR DELETE ON contracts_contract FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contracts_are_never_emptied BEFORE TRUNCATE ON contracts_contract FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER signatures_are_never_changed BEFORE UPDATE OR DELETE ON contracts_signature FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER signatures_are_never_emptied BEFORE TRUNCATE ON contracts_signature FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
