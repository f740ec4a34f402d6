"""What must hold between contracts and the offers and people they name. Lines are proved by the room of loans."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "contracts_contract",
    {
        "a contract's document is what was signed": """
        SELECT 'contract', number FROM contracts_contract WHERE encode(sha256(document), 'hex') <> document_sha256""",
        "each contract is signed by both": """
        SELECT 'contract', c.number, count(s.id) FROM contracts_contract c LEFT JOIN contracts_signature s ON s.contract_id = c.id
        GROUP BY c.id HAVING count(s.id) <> 2""",
        "a contract is of an offer that was accepted, on its terms": """
        SELECT 'contract', c.number FROM contracts_contract c JOIN offers_offer o ON o.id = c.offer_id
        WHERE o.status <> 'accepted' OR o.party_id <> c.party_id OR (c.terms ->> 'limit_minor')::bigint <> o.amount_max_minor
            OR (c.terms ->> 'annual_rate')::numeric <> o.annual_rate OR (c.terms ->> 'withhold_bp')::int <> o.withhold_bp""",
        "a template is what was published": """
        SELECT 'template', number FROM contracts_contracttemplate WHERE encode(sha256(convert_to(body, 'UTF8')), 'hex') <> sha256""",
    },
)
