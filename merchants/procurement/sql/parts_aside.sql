-- Until now all that a receipt refused of a line was one heap.
UPDATE procurement_refused f SET quantity = rl.rejected FROM procurement_receiptline rl WHERE rl.id = f.of_id;
