CREATE TRIGGER acquirers_calls_are_written_once BEFORE UPDATE OR DELETE ON payments_acquirercall
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
