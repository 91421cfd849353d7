"""What is refused of the wall, each with its code."""

from __future__ import annotations

from desk import errors
from desk.errors import DeskError


def praise_not_found() -> DeskError:
    return DeskError("praise_not_found", 404, "This is not on the wall any more.")


def not_yours() -> DeskError:
    return errors.forbidden("Only whoever is praised, or a supervisor, may take this down.")


def taken_down_by_somebody_else() -> DeskError:
    return errors.forbidden("Only whoever took this down may hang it up again.")
