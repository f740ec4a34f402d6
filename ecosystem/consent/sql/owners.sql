-- Who agreed to what, and how many had to, stays as it was said.
CREATE TRIGGER quorums_are_never_changed BEFORE UPDATE OR DELETE ON consent_quorum FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER approvals_are_never_changed BEFORE UPDATE OR DELETE ON consent_approval FOR EACH ROW EXECUTE FUNCTION refuse_change();
