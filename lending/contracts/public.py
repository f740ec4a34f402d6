"""What other rooms and wings may take from contracts."""

from .actions import Paper, keep_contract, sign_contract
from .models import Contract, Signature
from .queries import checked, contract_of_loan

__all__ = ["Contract", "Paper", "Signature", "checked", "contract_of_loan", "keep_contract", "sign_contract"]
