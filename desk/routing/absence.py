"""Whether somebody is really gone: absence must last, and must be provable, before anything is taken from anybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

BLIND_AFTER = timedelta(seconds=15)
"""A desk that did not look for so long has slept itself, and its agents could not reach it meanwhile."""


class Absences:
    """Remembers since when agents are missed. A memory of one desk: lost with it, it only makes us wait again."""

    def __init__(self) -> None:
        self._missed_since: dict[str, datetime] = {}
        self._sighted_since: datetime | None = None
        self._looked_at: datetime | None = None

    def look(
        self,
        holders: Collection[str],
        present: Collection[str],
        last_signs: Mapping[str, datetime] | None,
        now: datetime,
        patience: timedelta,
    ) -> list[str]:
        """Of those who hold something, who has been gone for at least `patience`.

        Counted from the last sign of life where it is known, otherwise from when they were first missed. While nobody
        can say who is there (`last_signs` is None), nobody is gone, and the count begins anew afterwards.
        """
        slept = self._looked_at is not None and now - self._looked_at > BLIND_AFTER
        self._looked_at = now
        if last_signs is None:
            self._sighted_since = None
            return []
        if self._sighted_since is None or slept:
            self._sighted_since, self._missed_since = now, {}
        missing = sorted(set(holders) - set(present))
        self._missed_since = {agent: self._missed_since.get(agent, now) for agent in missing}
        since = {agent: self._gone_since(agent, last_signs) for agent in missing}
        return [agent for agent in missing if now - since[agent] >= patience]

    def _gone_since(self, agent: str, last_signs: Mapping[str, datetime]) -> datetime:
        missed = self._missed_since[agent]
        known = min(last_signs.get(agent, missed), missed)
        return max(known, self._sighted_since or known)
