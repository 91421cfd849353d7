"""A question that was asked some hours ago."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desk.ratings.survey import About, Asked

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def asked(hours_ago: float, person: bool = True, seq: int = 99, about: About = About.RATING) -> Asked:
    """About the handling `seq` of one person."""
    return Asked("c1", seq, about, "p1", person, NOW - timedelta(hours=hours_ago))
