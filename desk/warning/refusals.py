"""What is refused where alarms and incidents are dealt with, each with its code."""

from __future__ import annotations

from desk.errors import DeskError


def alarm_not_found() -> DeskError:
    return DeskError("alarm_not_found", 404, "There is no such alarm.")


def alarm_over() -> DeskError:
    return DeskError("alarm_over", 409, "This alarm was dealt with already.")


def incident_not_found() -> DeskError:
    return DeskError("incident_not_found", 404, "There is no such incident.")


def incident_over() -> DeskError:
    return DeskError("incident_over", 409, "This incident is closed already.")


def incident_id_reused() -> DeskError:
    return DeskError("incident_id_reused", 409, "This id was already used for something else.", "id")


def reason_taken() -> DeskError:
    """Two incidents may not answer the same question at once."""
    return DeskError("reason_taken", 409, "An open incident is already about this reason.", "reasons")
