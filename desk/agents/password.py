"""What a password of one's own must be. Pure."""

from __future__ import annotations

LEAST = 12
MOST = 256
DIFFERENT = 5
OWN_LETTERS = 4
"""Letters that must be there besides a word that everybody tries."""
GUESSED_FIRST = (
    "password", "passwort", "changeme", "change-me", "change_me", "secret", "example", "default", "welcome",
    "letmein", "qwerty", "qwertz", "12345678", "abcdefgh", "iloveyou", "warmhand",
)  # fmt: skip
"""What is tried before anything else, alone, twice, or with digits behind it."""


def too_weak(password: str, name: str, email: str) -> str | None:
    """Why this password will not do, in one sentence, or None."""
    if len(password) < LEAST:
        return f"A password needs at least {LEAST} characters; a few words in a row are easy to keep."
    if len(password) > MOST:
        return f"A password has at most {MOST} characters."
    if len(set(password)) < DIFFERENT:
        return "This password repeats itself too much."
    plain = password.lower()
    if any(_little_more_than(word, plain) for word in GUESSED_FIRST):
        return "This password is one of the first that are tried."
    own = (email.lower(), email.lower().partition("@")[0], name.lower())
    if any(_little_more_than(part, plain) for part in own if len(part) > 2):
        return "This password is little more than your name."
    return None


def _little_more_than(word: str, password: str) -> bool:
    return word in password and sum(map(str.isalpha, password.replace(word, ""))) < OWN_LETTERS
