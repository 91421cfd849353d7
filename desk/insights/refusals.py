"""What is refused of insights, each with its code."""

from __future__ import annotations

from desk.errors import DeskError


def no_such_figure() -> DeskError:
    return DeskError("no_such_figure", 400, "There is no such figure.", "figure")


def no_such_part() -> DeskError:
    return DeskError("no_such_part", 400, "There is no such part of a figure.", "part")


def improvement_not_found() -> DeskError:
    return DeskError("improvement_not_found", 404, "There is no such improvement.")


def improvement_moved() -> DeskError:
    return DeskError("improvement_moved", 409, "A colleague has changed this meanwhile. Please look at it again.")


def no_letters() -> DeskError:
    return DeskError("mail_not_set_up", 409, "No mail server is set up, so no letter can be sent.")
