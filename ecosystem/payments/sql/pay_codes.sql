CREATE TRIGGER used_pay_codes_are_written_once BEFORE UPDATE OR DELETE ON payments_usedpaycode
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
