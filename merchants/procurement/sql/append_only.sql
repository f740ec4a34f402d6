CREATE FUNCTION procurement_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed: reverse the document instead', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER receipts_are_posted_for_ever BEFORE UPDATE OR DELETE ON procurement_receipt FOR EACH ROW EXECUTE FUNCTION procurement_refuse_change();
CREATE TRIGGER receipt_lines_are_posted_for_ever BEFORE UPDATE OR DELETE ON procurement_receiptline FOR EACH ROW EXECUTE FUNCTION procurement_refuse_change();
CREATE TRIGGER return_lines_are_made_for_ever BEFORE UPDATE OR DELETE ON procurement_returnline FOR EACH ROW EXECUTE FUNCTION procurement_refuse_change();
CREATE TRIGGER revisions_say_what_they_said BEFORE UPDATE OR DELETE ON procurement_revisionline FOR EACH ROW EXECUTE FUNCTION procurement_refuse_change();
