CREATE TRIGGER batch_movements_are_append_only BEFORE UPDATE OR DELETE ON stock_batchmovement FOR EACH ROW EXECUTE FUNCTION stock_refuse_change();
CREATE TRIGGER reversals_are_append_only BEFORE UPDATE OR DELETE ON stock_reversal FOR EACH ROW EXECUTE FUNCTION stock_refuse_change();
