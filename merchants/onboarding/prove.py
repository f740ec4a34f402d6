"""What must hold between files, suspensions and shops."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "onboarding_merchantfile",
    {
        "a suspended shop has a cause in its file": """
        SELECT 'shop', h.id, h.suspended_for FROM shops_shop h WHERE h.suspended_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM onboarding_suspension s JOIN onboarding_merchantfile f ON f.id = s.file_id
            WHERE f.party_id = h.party_id AND s.lifted_at IS NULL AND s.cause = h.suspended_for)""",
        "a cause that stands stops every shop that was there": """
        SELECT 'shop', h.id, s.cause FROM onboarding_suspension s JOIN onboarding_merchantfile f ON f.id = s.file_id
        JOIN shops_shop h ON h.party_id = f.party_id
        WHERE s.lifted_at IS NULL AND h.suspended_at IS NULL AND h.opened_on < (s.began_at AT TIME ZONE 'Asia/Shanghai')::date""",
        "a file is suspended as long as a cause stands": """
        SELECT 'file', f.id, f.status FROM onboarding_merchantfile f
        WHERE f.status IN ('active', 'suspended') AND (f.status = 'suspended') <> EXISTS (
            SELECT 1 FROM onboarding_suspension s WHERE s.file_id = f.id AND s.lifted_at IS NULL)""",
        "money is held only while a suspension says so": """
        SELECT 'shop', h.id FROM shops_shop h WHERE h.funds_held_until IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM onboarding_suspension s JOIN onboarding_merchantfile f ON f.id = s.file_id
            WHERE f.party_id = h.party_id AND s.lifted_at IS NULL AND s.hold_until = h.funds_held_until)""",
    },
)
