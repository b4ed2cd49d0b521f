"""One mailbox, however its address is written (D28)."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

# Providers that deliver an address with dots in its name and one without to the same mailbox.
WITHOUT_DOTS = frozenset({"gmail.com", "googlemail.com"})
SAME_PROVIDER = {"googlemail.com": "gmail.com"}


def fold_mailbox(email: str) -> str:
    """Return the mailbox of an address in one spelling: without case, `+tag` and dots that the provider ignores.

    For comparing and counting only: mails go to the address as it was typed. Nothing stays nothing.
    """
    name, _, domain = unicodedata.normalize("NFKC", email.strip()).casefold().rpartition("@")
    domain = domain.rstrip(".")
    # A domain is compared as the network has it: *münchen.example* and *xn--mnchen-3ya.example* are one.
    with suppress(UnicodeError):  # an empty or too long part: no domain, kept as it is
        domain = domain.encode("idna").decode("ascii")
    plain = name.split("+", 1)[0] or name  # an address that begins with the sign has no tag
    if domain in WITHOUT_DOTS:
        plain = plain.replace(".", "") or plain
    return f"{plain}@{SAME_PROVIDER.get(domain, domain)}" if plain else domain
