from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound, Unauthenticated


class SignatureRefused(Unauthenticated):
    """No signature, one that does not fit, a key that nobody let in, or a moment too far from ours: all the same answer."""

    code = "signature_refused"
    sentence = _("This request is not signed by a client that may send it.")
    next_step = _("Sign the bytes that you send with the key that the bank knows, at the time of now.")


class MerchantNotConnected(NotFound):
    """Unknown, not connected, or no longer consenting: the same answer."""

    code = "merchant_not_connected"
    sentence = _("No such business lets you tell of its trade.")
    next_step = _("Ask its owner to let you.")


class ClientNotFound(NotFound):
    code = "client_not_found"


class ConnectionNotFound(NotFound):
    code = "connection_not_found"


class ClientMoved(Conflict):
    code = "client_moved"
    sentence = _("This client was let in or suspended meanwhile, or waits for a colleague of yours.")
    next_step = _("Look at where it stands now; whoever let it in may not decide on it alone.")


class ClientUnnamed(Invalid):
    code = "client_unnamed"
    sentence = _("The platform has no name.")
    next_step = _("Write the name by which its merchants know it.")


class KeyNotUsable(Invalid):
    code = "key_not_usable"
    sentence = _("This is no Ed25519 key of 32 bytes, or it is another client's.")
    next_step = _("Send the public key as 64 hexadecimal digits; make a new pair for each client.")


class TooManyFacts(Invalid):
    code = "too_many_facts"
    sentence = _("At most %(most)s facts fit into one batch.")
    next_step = _("Send them in smaller batches; the order does not matter.")


class FactsRefused(Invalid):
    """All or nothing: ``details["rows"]`` names the first faults, each with its row, the fact's id and a code."""

    code = "facts_refused"
    sentence = _("%(count)s facts of this batch can't be taken, so none was.")
    next_step = _("Mend the rows named in the answer and send the batch again.")
