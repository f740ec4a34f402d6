-- What was counted stays as it was counted.
CREATE TRIGGER pictures_are_never_changed BEFORE UPDATE OR DELETE ON governance_riskpicture FOR EACH ROW EXECUTE FUNCTION refuse_change();
