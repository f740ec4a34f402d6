-- What was drawn, accrued, repaid and withheld stays as it was written.
CREATE TRIGGER loan_transactions_are_append_only BEFORE UPDATE OR DELETE ON loans_loantransaction
    FOR EACH ROW EXECUTE FUNCTION lending_refuse_change();
CREATE TRIGGER loan_entries_are_append_only BEFORE UPDATE OR DELETE ON loans_loanentry
    FOR EACH ROW EXECUTE FUNCTION lending_refuse_change();
CREATE TRIGGER withholdings_are_append_only BEFORE UPDATE OR DELETE ON loans_withholding
    FOR EACH ROW EXECUTE FUNCTION lending_refuse_change();
