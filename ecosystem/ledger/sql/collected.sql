-- Every kind of account that ``rules.PARTY_KINDS`` names may belong to a party.
ALTER TABLE ledger_account DROP CONSTRAINT account_code_tells_whose_it_is;
ALTER TABLE ledger_account ADD CONSTRAINT account_code_tells_whose_it_is CHECK (
    currency ~ '^[A-Z]{3}$' AND CASE
        WHEN party_id IS NULL THEN kind LIKE 'bank\_%' AND code ~ ('^bank/' || substr(kind, 6) || '/[0-9]{2}/' || currency || '$')
        ELSE kind IN ('deposit', 'pending', 'held', 'available', 'reserve', 'custody', 'budget', 'drawer', 'tab', 'collected')
            AND code = kind || '/' || party_id || '/' || currency
    END);
