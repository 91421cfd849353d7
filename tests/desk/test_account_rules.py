"""What a password of one's own must be, and what a browser is called."""

from __future__ import annotations

import pytest

from desk.agents.browser import in_words
from desk.agents.password import too_weak

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("seven blue kettles", None),
        ("warm-lamp-oak", None),
        ("Tr0ub4dor&3xyz", None),
        ("short-lamp", "at least 12"),
        ("elevenchars", "at least 12"),
        ("a" * 257, "at most 256"),
        ("abababababab", "repeats"),
        ("password1234", "first that are tried"),
        ("PasswordPassword", "first that are tried"),
        ("qwerty123456789", "first that are tried"),
        ("123456781234", "first that are tried"),
        ("warmhand-2026!", "first that are tried"),
        ("maya.lind-2026", "your name"),
        ("maya.lind@shop.example1", "your name"),
        ("Maya Lind 1234567", "your name"),
        ("maya's kettles are blue", None),
    ],
)
def test_what_a_password_must_be(password: str, says: str | None) -> None:
    """Long enough, not repeating itself, no word that everybody tries, and more than one's name."""
    refused = too_weak(password, "Maya Lind", "maya.lind@shop.example")
    assert (refused is None) == (says is None), refused
    assert says is None or says in (refused or "")


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML) Chrome/141.0 Safari/537.36 Edg/141.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 (KHTML) Version/19 Safari/605",
            "Safari on a Mac",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/141 Safari/604", "Chrome on iPhone"),
        (
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML) Chrome/141 Mobile Safari/537",
            "Chrome on Android",
        ),
        ("python-httpx/0.28.1", "A program"),
        ("<script>alert(1)</script>", "A program"),
        ("", "A program"),
    ],
)
def test_a_browser_in_words(user_agent: str, words: str) -> None:
    """What people know their browser by; nothing a browser says of itself is shown as it came."""
    assert in_words(user_agent) == words
