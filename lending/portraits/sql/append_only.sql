CREATE TRIGGER snapshots_are_never_changed BEFORE UPDATE OR DELETE ON portraits_featuresnapshot FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER snapshots_are_never_emptied BEFORE TRUNCATE ON portraits_featuresnapshot FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
