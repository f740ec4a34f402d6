-- What was said of a model, and what a fairness report found, stay as they were.
CREATE TRIGGER reviews_are_never_changed BEFORE UPDATE OR DELETE ON governance_review FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reviews_are_never_emptied BEFORE TRUNCATE ON governance_review FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER fairness_is_never_changed BEFORE UPDATE OR DELETE ON governance_fairnessreport FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER fairness_is_never_emptied BEFORE TRUNCATE ON governance_fairnessreport FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
