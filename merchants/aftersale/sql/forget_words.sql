-- The app may not change steps and photos at all. When a buyer has left, what she wrote and showed goes with her: this runs as
-- the owner of the tables, for the buyer's side of her cases alone, and answers the names of the files to delete.
CREATE OR REPLACE FUNCTION aftersale_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('aftersale.forgetting', true) = 'yes' AND current_user = (SELECT tableowner FROM pg_tables WHERE schemaname = TG_TABLE_SCHEMA AND tablename = TG_TABLE_NAME) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION aftersale_forget_words(buyers uuid[]) RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('aftersale.forgetting', 'yes', true);
    UPDATE aftersale_step s SET text = CASE s.act WHEN 'say' THEN '—' ELSE '' END
    FROM aftersale_case c WHERE c.id = s.case_id AND c.buyer_id = ANY(buyers) AND s.side = 'buyer' AND s.text <> '';
    RETURN QUERY DELETE FROM aftersale_photo p USING aftersale_case c
    WHERE c.id = p.case_id AND c.buyer_id = ANY(buyers) AND p.side = 'buyer' RETURNING p.name;
    PERFORM set_config('aftersale.forgetting', '', true);
END $$;
