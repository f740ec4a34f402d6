CREATE FUNCTION settlement_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed: write new ones', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER commission_rules_are_written_once BEFORE UPDATE OR DELETE ON settlement_commissionrule
    FOR EACH ROW EXECUTE FUNCTION settlement_refuse_change();
CREATE TRIGGER settlement_lines_are_written_once BEFORE UPDATE OR DELETE ON settlement_settlementline
    FOR EACH ROW EXECUTE FUNCTION settlement_refuse_change();
CREATE TRIGGER recoveries_are_written_once BEFORE UPDATE OR DELETE ON settlement_recovery
    FOR EACH ROW EXECUTE FUNCTION settlement_refuse_change();
-- What was earned is settled when it is written; only its way to the payout goes on.
CREATE TRIGGER settlements_keep_their_amounts BEFORE UPDATE OF kind, shop_id, order_id, channel, goods_minor, delivery_fee_minor, commission_minor,
    commission_tax_minor, acquiring_fee_minor, recovered_minor, net_minor, advanced_minor, reversed_from_id, settled_at ON settlement_settlement
    FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION settlement_refuse_change();
