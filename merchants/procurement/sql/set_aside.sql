CREATE TRIGGER counts_say_what_was_counted BEFORE UPDATE OR DELETE ON procurement_doorcountline FOR EACH ROW EXECUTE FUNCTION procurement_refuse_change();
-- What was refused before anybody wrote down where it went.
INSERT INTO procurement_refused (id, of_id, status, decided_at)
SELECT gen_random_uuid(), rl.id, CASE WHEN v.id IS NULL THEN 'held' ELSE 'reversed' END, v.posted_at
FROM procurement_receiptline rl JOIN procurement_receipt r ON r.id = rl.receipt_id LEFT JOIN procurement_receipt v ON v.reverses_id = r.id
WHERE rl.rejected > 0;
