CREATE TRIGGER policies_are_never_changed BEFORE UPDATE OR DELETE ON policy_policyversion FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER policies_are_never_emptied BEFORE TRUNCATE ON policy_policyversion FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decisions_are_never_changed BEFORE UPDATE OR DELETE ON policy_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decisions_are_never_emptied BEFORE TRUNCATE ON policy_decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
