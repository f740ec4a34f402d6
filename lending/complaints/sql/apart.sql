-- Nobody answers what she had a part in, neither alone nor as the second.
ALTER TABLE complaints_complaint ADD CONSTRAINT a_complaint_is_handled_by_another CHECK (NOT (worked_by = ANY (barred)));
CREATE TRIGGER complaints_are_never_deleted BEFORE DELETE ON complaints_complaint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER answers_are_never_changed BEFORE UPDATE OR DELETE ON complaints_answer FOR EACH ROW EXECUTE FUNCTION refuse_change();
