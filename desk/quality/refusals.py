"""What is refused of quality, each with its code."""

from __future__ import annotations

from desk.errors import DeskError


def standard_moved() -> DeskError:
    return DeskError("standard_moved", 409, "A colleague has changed the standard meanwhile. Please look at it again.")


def review_not_found() -> DeskError:
    return DeskError("review_not_found", 404, "There is no such review for you.")


def review_done() -> DeskError:
    return DeskError("review_done", 409, "This review was handed in already.")


def script_not_found() -> DeskError:
    return DeskError("script_not_found", 404, "There is no such script.")


def script_moved() -> DeskError:
    return DeskError("script_moved", 409, "A colleague has changed this script meanwhile. Please look at it again.")


def script_running() -> DeskError:
    return DeskError("script_running", 409, "This script is running just now. Wait until it is over.")


def run_not_found() -> DeskError:
    return DeskError("run_not_found", 404, "There is no such run.")
