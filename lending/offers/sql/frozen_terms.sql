-- An open offer may be delivered and ended; nothing else about it ever changes, and an ended one stays ended.
CREATE FUNCTION offers_terms_are_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['status', 'delivered_at', 'ended_at', 'ended_by'];
BEGIN
    IF to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free OR (OLD.status <> 'open' AND OLD IS DISTINCT FROM NEW) THEN
        RAISE EXCEPTION 'the terms of offer % are frozen', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'offer_terms_are_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER offer_terms_are_frozen BEFORE UPDATE ON offers_offer FOR EACH ROW EXECUTE FUNCTION offers_terms_are_frozen();
CREATE TRIGGER offers_are_never_deleted BEFORE DELETE ON offers_offer FOR EACH ROW EXECUTE FUNCTION refuse_change();
