CREATE TRIGGER charges_are_made_for_ever BEFORE UPDATE OR DELETE ON procurement_charge FOR EACH ROW EXECUTE FUNCTION procurement_refuse_change();
