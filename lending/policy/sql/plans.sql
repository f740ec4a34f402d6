-- What was in force at a moment, and what a watching policy said, stay as they were.
CREATE TRIGGER plans_are_never_changed BEFORE UPDATE OR DELETE ON policy_policyplan FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER plans_are_never_emptied BEFORE TRUNCATE ON policy_policyplan FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER shadows_are_never_changed BEFORE UPDATE OR DELETE ON policy_shadowverdict FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER shadows_are_never_emptied BEFORE TRUNCATE ON policy_shadowverdict FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
