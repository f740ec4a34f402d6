"""Writing, signing and keeping contracts; and the templates that they are written from."""

from .reading import open_document
from .signing import Paper, keep_contract, sign_contract, written
from .templates import discard_template, draft_template, publish_template

__all__ = ["Paper", "discard_template", "draft_template", "keep_contract", "open_document", "publish_template", "sign_contract", "written"]
