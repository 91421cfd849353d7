"""What each line of the audit log means, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desk.access.audit import Action, AuditLine

NOBODY_OF_THE_TEAM = {"system": "Warmhand itself", "shell": "Somebody at the machine", "visitor": "A visitor"}
"""Who else does things."""

KINDS: dict[Action, str] = {
    Action.SIGNED_IN: "Signing in",
    Action.SIGNED_OUT_EVERYWHERE: "Signing out everywhere",
    Action.SESSION_ENDED: "Ending a session",
    Action.OTHER_SESSIONS_ENDED: "Ending all other sessions",
    Action.PASSWORD_CHANGED: "Changing a password",
    Action.FACTOR_ADDED: "Setting up an authenticator",
    Action.FACTOR_REMOVED: "Removing an authenticator",
    Action.PERSON_INVITED: "Inviting somebody to the team",
    Action.LINK_MADE: "Making a link to come in by",
    Action.PERSON_JOINED: "Choosing a password by a link",
    Action.TEAM_CHANGED: "Changing a role, letting go, bringing back",
    Action.SEAT_CHANGED: "Setting up a seat",
    Action.TAKEN_OVER: "Taking a conversation over",
    Action.CONVERSATION_VIEWED: "Looking at a conversation",
    Action.ORDERS_VIEWED: "Looking at orders",
    Action.FOREIGN_CONVERSATION_ASKED: "Asking for a stranger's conversation",
    Action.CUSTOMER_EXPORTED: "Exporting a customer's data",
    Action.CUSTOMER_ERASED: "Erasing a customer",
    Action.CONVERSATIONS_RETIRED: "Erasing old conversations",
    Action.ARTICLE_PUBLISHED: "Publishing an article",
    Action.ARTICLE_ARCHIVED: "Archiving an article",
    Action.ROLLOUT_BEGUN: "Beginning a roll-out",
    Action.ROLLOUT_SHARED: "Letting a model answer a share",
    Action.ROLLOUT_ENDED: "Ending a roll-out",
    Action.MODEL_PROMOTED: "Making a model live",
    Action.MODEL_RESTORED: "Going back to a model",
    Action.AUDIT_EXPORTED: "Exporting the audit log",
    Action.MATRIX_CHANGED: "Changing who may give what",
    Action.ALARM_DISMISSED: "Dismissing an alarm",
    Action.INCIDENT_CONFIRMED: "Confirming a trouble",
    Action.INCIDENT_CLOSED: "Closing a trouble",
    Action.IMPROVEMENT_PUBLISHED: "Publishing what was changed",
    Action.RELATIONSHIP_CHANGED: "Changing segments and thanks",
    Action.STANDARD_CHANGED: "Changing the service standard",
    Action.SCRIPT_CHANGED: "Changing a script of the mystery shopper",
}
"""Every kind of act, as a filter names it."""

Words = Callable[[AuditLine, str], str]
"""From a line and whom it is about to what was done."""


def name_of(person: str, names: Mapping[str, str]) -> str:
    """Somebody's name; those who left the record altogether go by their id."""
    return names.get(person) or NOBODY_OF_THE_TEAM.get(person) or person


def in_words(line: AuditLine, names: Mapping[str, str]) -> str:
    """What was done, without by whom: "looked at a conversation"."""
    known = WORDS.get(line.action)
    # A line of a newer Warmhand is told by its name.
    return known(line, name_of(line.subject, names)) if known else line.action.replace("_", " ")


def _plain(words: str) -> Words:
    return lambda _line, _whom: words


def _signed_in(line: AuditLine, _whom: str) -> str:
    left = line.detail.get("recovery_codes_left")
    if left is not None:
        return f"signed in with a recovery code ({left} left)"
    return "signed in with an authenticator" if line.detail.get("authenticator") else "signed in"


def _signed_out(line: AuditLine, whom: str) -> str:
    return "signed out everywhere" if line.actor == line.subject else f"signed {whom} out everywhere"


def _factor_removed(line: AuditLine, whom: str) -> str:
    with_reset = " with a new password" if line.detail.get("with_reset") else ""
    return f"removed {'their own' if line.actor == line.subject else f'{whom}’s'} authenticator{with_reset}"


def _team_changed(line: AuditLine, whom: str) -> str:
    role, was, disabled = (line.detail.get(each) for each in ("role", "was", "disabled"))
    if role != was:
        return f"made {whom} {_one(role)} (before: {was})" + (", who stays let go" if disabled else "")
    return f"let {whom} go" if disabled else f"brought {whom} back"


def _link_made(line: AuditLine, whom: str) -> str:
    if not line.detail.get("reset"):
        return f"invited {whom} again"
    besides = ", which takes their authenticator away" if line.detail.get("authenticator") else ""
    return f"made {whom} a link to choose a new password{besides}"


def _joined(line: AuditLine, _whom: str) -> str:
    if line.detail.get("new"):
        return "came in by their invitation"
    ended = line.detail.get("sessions_ended", 0)
    return "chose a new password by a link" + (
        f", which ended {_counted(ended, 'session', 'sessions')}" if ended else ""
    )


def _one(role: Any) -> str:
    return f"{'an' if str(role)[:1] in 'aeiou' else 'a'} {role}"


def _seat_changed(line: AuditLine, whom: str) -> str:
    parts = [f"{line.detail.get('capacity')} conversations at once"]
    parts += [
        f"{each} {', '.join(line.detail[each])}" for each in ("skills", "languages", "teams") if line.detail.get(each)
    ]
    return f"set up {whom}’s seat: {'; '.join(parts)}"


def _counted(count: Any, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _password_changed(line: AuditLine, _whom: str) -> str:
    ended = line.detail.get("sessions_ended", 0)
    return "changed their password" + (f", which ended {_counted(ended, 'session', 'sessions')}" if ended else "")


def _session_ended(line: AuditLine, _whom: str) -> str:
    return f"ended a session of their own ({line.detail.get('browser') or 'another browser'})"


def _others_ended(line: AuditLine, _whom: str) -> str:
    return f"ended {_counted(line.detail.get('sessions'), 'other session', 'other sessions')} of their own"


def _exported(line: AuditLine, _whom: str) -> str:
    conversations = _counted(line.detail.get("conversations"), "conversation", "conversations")
    return f"exported all that is kept of a customer ({conversations})"


def _erased(line: AuditLine, _whom: str) -> str:
    return f"erased a customer ({_counted(line.detail.get('rows'), 'row', 'rows')})"


def _retired(line: AuditLine, _whom: str) -> str:
    return f"erased {_counted(line.detail.get('conversations'), 'conversation', 'conversations')} kept long enough"


def _ended(line: AuditLine, _whom: str) -> str:
    reason = line.detail.get("reason")
    return f"ended the roll-out of {line.subject}" + (f": {reason}" if reason else "")


def _made_live(line: AuditLine, _whom: str) -> str:
    reason, without = line.detail.get("reason"), "" if line.detail.get("gate_passed") else " without a passed gate"
    return f"made {line.subject} live{without}" + (f": {reason}" if reason else "")


def _restored(line: AuditLine, _whom: str) -> str:
    reason = line.detail.get("reason")
    return f"went back to {line.subject}" + (f": {reason}" if reason else "")


WORDS: dict[str, Words] = {
    Action.SIGNED_IN: _signed_in,
    Action.SIGNED_OUT_EVERYWHERE: _signed_out,
    Action.SESSION_ENDED: _session_ended,
    Action.OTHER_SESSIONS_ENDED: _others_ended,
    Action.PASSWORD_CHANGED: _password_changed,
    Action.FACTOR_ADDED: _plain("set up an authenticator"),
    Action.FACTOR_REMOVED: _factor_removed,
    Action.PERSON_INVITED: lambda line, whom: f"invited {whom} as {_one(line.detail.get('role'))}",
    Action.LINK_MADE: _link_made,
    Action.PERSON_JOINED: _joined,
    Action.TEAM_CHANGED: _team_changed,
    Action.SEAT_CHANGED: _seat_changed,
    Action.TAKEN_OVER: lambda line, whom: "took a conversation over" + (f" from {whom}" if line.subject else ""),
    Action.CONVERSATION_VIEWED: _plain("looked at a conversation"),
    Action.ORDERS_VIEWED: _plain("looked at a customer’s orders"),
    Action.FOREIGN_CONVERSATION_ASKED: _plain("asked for a conversation that is not theirs"),
    Action.CUSTOMER_EXPORTED: _exported,
    Action.CUSTOMER_ERASED: _erased,
    Action.CONVERSATIONS_RETIRED: _retired,
    Action.ARTICLE_PUBLISHED: lambda line, _: f"published version {line.detail.get('number')} of an article",
    Action.ARTICLE_ARCHIVED: _plain("archived an article"),
    Action.ROLLOUT_BEGUN: lambda line, _whom: f"began to roll out {line.subject}, which reads along",
    Action.ROLLOUT_SHARED: lambda line, _whom: (
        f"let {line.subject} answer {line.detail.get('percent')} of a hundred conversations"
    ),
    Action.ROLLOUT_ENDED: _ended,
    Action.MODEL_PROMOTED: _made_live,
    Action.MODEL_RESTORED: _restored,
    Action.AUDIT_EXPORTED: _plain("exported the audit log"),
    Action.ALARM_DISMISSED: lambda line, _: f"dismissed an alarm: {line.detail.get('why')}",
    Action.INCIDENT_CONFIRMED: lambda line, _: (
        f"confirmed a trouble with {_counted(line.detail.get('orders'), 'order', 'orders')}"
        + (" and had customers told" if line.detail.get("tell") else "")
    ),
    Action.INCIDENT_CLOSED: lambda line, _: f"closed a trouble: {line.detail.get('name')}",
    Action.IMPROVEMENT_PUBLISHED: lambda line, _: (
        f"published what was changed after {_counted(line.detail.get('comments'), 'comment', 'comments')}"
    ),
    Action.RELATIONSHIP_CHANGED: lambda line, _: f"wrote version {line.detail.get('version')} of segments and thanks",
    Action.STANDARD_CHANGED: lambda line, _: f"wrote version {line.detail.get('version')} of the service standard",
    Action.SCRIPT_CHANGED: lambda line, _: f"wrote version {line.detail.get('version')} of a mystery shopper’s script",
    Action.MATRIX_CHANGED: lambda line, _: f"wrote version {line.detail.get('version')} of the authority matrix",
}
