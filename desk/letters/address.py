"""E-mail addresses: what is taken for one, in the form in which a mail server takes it."""

from __future__ import annotations

import re

from desk import errors

LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")
LONGEST = 254


def checked_email(email: str) -> str:
    """The trimmed address with its domain in ASCII, or `invalid_field`. Whether it exists only a letter can show.

    Nothing but letters, digits and a few signs gets through, so an address can never become a header of its own.
    """
    local, _, domain = email.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    address = f"{local}@{ascii_domain}"
    fits = len(local) <= 64 and len(address) <= LONGEST
    if not fits or not LOCAL.fullmatch(local) or not DOMAIN.fullmatch(ascii_domain):
        raise errors.invalid_field("email", "This does not look like an e-mail address.")
    return address
