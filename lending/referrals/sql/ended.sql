-- What people have answered stays as it was answered.
CREATE FUNCTION referrals_ended_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('granted', 'kept', 'closed') THEN
        RAISE EXCEPTION 'referral % has ended', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ended_referrals_stay';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ended_referrals_stay BEFORE UPDATE ON referrals_referral FOR EACH ROW EXECUTE FUNCTION referrals_ended_stay();
CREATE TRIGGER referrals_are_never_deleted BEFORE DELETE ON referrals_referral FOR EACH ROW EXECUTE FUNCTION refuse_change();
