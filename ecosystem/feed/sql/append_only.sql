CREATE TRIGGER facts_are_never_changed BEFORE UPDATE OR DELETE ON feed_factrow FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facts_are_never_emptied BEFORE TRUNCATE ON feed_factrow FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
