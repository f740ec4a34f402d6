-- A scorecard, its steps, what it said and how far it drifted stay as they were.
CREATE TRIGGER models_are_never_changed BEFORE UPDATE OR DELETE ON scoring_scoringmodel FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER models_are_never_emptied BEFORE TRUNCATE ON scoring_scoringmodel FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER steps_are_never_changed BEFORE UPDATE OR DELETE ON scoring_modelstep FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER steps_are_never_emptied BEFORE TRUNCATE ON scoring_modelstep FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER scores_are_never_changed BEFORE UPDATE OR DELETE ON scoring_scoregiven FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER scores_are_never_emptied BEFORE TRUNCATE ON scoring_scoregiven FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER readings_are_never_changed BEFORE UPDATE OR DELETE ON scoring_driftreading FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER readings_are_never_emptied BEFORE TRUNCATE ON scoring_driftreading FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
