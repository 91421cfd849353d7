"""The one list of errors the desk answers with: `{code, message, field?}`."""

from __future__ import annotations


class DeskError(Exception):
    """A refusal a client can act on.

    `code` is stable and machine-readable, `status` the HTTP status, `message` a sentence for people,
    `field` the offending field of the request, if one is to blame.
    """

    def __init__(self, code: str, status: int, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.field = field

    def body(self) -> dict[str, str]:
        """The answer's JSON: code and message, and the field if one is to blame."""
        body = {"code": self.code, "message": self.message}
        if self.field is not None:
            body["field"] = self.field
        return body


def invalid_body(message: str = "The request is not valid JSON.") -> DeskError:
    return DeskError("invalid_body", 400, message)


def invalid_field(field: str, message: str) -> DeskError:
    return DeskError("invalid_field", 400, message, field)


def message_too_long(limit: int) -> DeskError:
    return DeskError("message_too_long", 400, f"A message holds at most {limit:,} characters.", "text")


def unauthorized(message: str = "Please sign in.") -> DeskError:
    return DeskError("unauthorized", 401, message)


def session_expired() -> DeskError:
    return DeskError("session_expired", 401, "This session has ended. Please start a new one.")


def identity_refused() -> DeskError:
    return DeskError("identity_refused", 401, "The shop's proof of identity was not accepted.", "identity")


def code_required() -> DeskError:
    """The password was right, and a second factor is asked for."""
    return DeskError("code_required", 401, "Please type the code of your authenticator.", "code")


def forbidden(message: str = "You may not do this.") -> DeskError:
    return DeskError("forbidden", 403, message)


def csrf_failed() -> DeskError:
    return DeskError("csrf_failed", 403, "The request did not come from this console. Please reload the page.")


def not_found(message: str = "There is nothing here.") -> DeskError:
    return DeskError("not_found", 404, message)


def conversation_not_found() -> DeskError:
    """The same for an unknown conversation and for someone else's: nobody learns which."""
    return DeskError("conversation_not_found", 404, "There is no such conversation.")


def customer_not_found() -> DeskError:
    return DeskError("customer_not_found", 404, "There is no such customer.")


def store_unavailable() -> DeskError:
    """Something that holds customers' data cannot be reached."""
    return DeskError("store_unavailable", 503, "Not everything could be reached just now. Please try again.")


def message_id_reused() -> DeskError:
    return DeskError("message_id_reused", 409, "This message id was already used for another message.", "id")


def attachment_not_found() -> DeskError:
    """The same for an unknown attachment, a removed one and one that is not for this reader."""
    return DeskError("attachment_not_found", 404, "There is no such file.")


def attachment_gone() -> DeskError:
    """For a message that names a file it cannot take along: unknown, removed, already sent or somebody else's."""
    return DeskError("attachment_gone", 409, "A file is not here any more. Please attach it again.", "attachments")


def attachment_id_reused() -> DeskError:
    return DeskError("attachment_id_reused", 409, "This attachment id was already used for another file.", "id")


def too_many_attachments(limit: int) -> DeskError:
    return DeskError("too_many_attachments", 400, f"A message takes at most {limit} files.", "attachments")


def attachment_empty() -> DeskError:
    return DeskError("attachment_empty", 400, "The file is empty.")


def attachment_too_large(limit: int) -> DeskError:
    return DeskError("attachment_too_large", 413, f"A file may have at most {_in_megabytes(limit)}.")


def picture_too_large(pixels: int) -> DeskError:
    message = f"A picture may have at most {pixels // 1_000_000} million pixels."
    return DeskError("picture_too_large", 413, message)


def picture_unreadable() -> DeskError:
    return DeskError("picture_unreadable", 400, "This picture is damaged and cannot be opened.")


def attachment_type_refused() -> DeskError:
    message = "We take pictures (PNG, JPEG, WebP, GIF), PDF and plain text. This file is something else."
    return DeskError("attachment_type_refused", 415, message)


def attachment_quota() -> DeskError:
    return DeskError("attachment_quota", 429, "That is all the files this conversation takes in a day.")


def upload_too_slow() -> DeskError:
    return DeskError("upload_too_slow", 408, "The file did not arrive in time. Please try again.")


def attachment_storage_full() -> DeskError:
    return DeskError("attachment_storage_full", 503, "Files cannot be stored just now. Messages still arrive.")


def _in_megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.3g} MB" if size >= 1024 * 1024 else f"{size / 1024:.3g} kB"


def not_yours() -> DeskError:
    return DeskError("not_yours", 409, "Someone else holds this conversation now.")


def already_claimed() -> DeskError:
    return DeskError("already_claimed", 409, "A colleague has just taken this conversation.")


def mail_not_set_up() -> DeskError:
    return DeskError("mail_not_set_up", 409, "We cannot send e-mail just now. The answer will be here.")


def return_link_refused() -> DeskError:
    return DeskError("return_link_refused", 403, "This link does not work any more. You can begin a new conversation.")


def nothing_to_rate() -> DeskError:
    return DeskError("nothing_to_rate", 409, "There is nothing to rate here.")


def already_rated() -> DeskError:
    return DeskError("already_rated", 409, "This was rated already. Thank you.")


def consent_needed() -> DeskError:
    return DeskError("consent_needed", 409, "Please agree first.")


def details_needed(field: str) -> DeskError:
    return DeskError("details_needed", 409, "Please tell us who you are first.", field)


def offer_gone() -> DeskError:
    return DeskError("offer_gone", 409, "This offer has ended. Somebody else is being asked.")


def wrong_state(message: str) -> DeskError:
    return DeskError("wrong_state", 409, message)


def model_not_found() -> DeskError:
    return DeskError("model_not_found", 404, "There is no such model.")


def model_not_intact() -> DeskError:
    message = "This model's file is missing or not as it was trained, so it is not used. Please train again."
    return DeskError("model_not_intact", 409, message)


def model_never_live() -> DeskError:
    message = "This model was never live, so there is nothing to go back to. Please roll it out instead."
    return DeskError("model_never_live", 409, message)


def rollout_open() -> DeskError:
    return DeskError("rollout_open", 409, "A model is being rolled out. Please end that first.")


def no_rollout() -> DeskError:
    return DeskError("no_rollout", 409, "No model is being rolled out just now.")


def slot_busy() -> DeskError:
    message = "The model before is still ending its conversations. Please try again in a while."
    return DeskError("slot_busy", 409, message)


def slot_not_ready() -> DeskError:
    return DeskError("slot_not_ready", 409, "The model is not running yet. Please try again in a moment.")


def gate_not_passed(least: int) -> DeskError:
    message = (
        f"The gate has not passed this model. To let it answer all the same, say why in at least {least} characters."
    )
    return DeskError("gate_not_passed", 409, message, "signed_reason")


def too_late() -> DeskError:
    return DeskError("too_late", 409, "This message can no longer be changed.")


def changed_meanwhile() -> DeskError:
    return DeskError("changed_meanwhile", 409, "The conversation changed at the same moment. Please try again.")


def body_too_large() -> DeskError:
    return DeskError("body_too_large", 413, "The request is too large.")


def too_many_requests() -> DeskError:
    return DeskError("too_many_requests", 429, "That was a lot at once. Please wait a moment and try again.")


def shop_unavailable() -> DeskError:
    return DeskError("shop_unavailable", 503, "The shop's order system does not answer just now.")


def record_unavailable() -> DeskError:
    return DeskError("record_unavailable", 503, "The message could not be stored. Please try again in a moment.")


def desk_closing() -> DeskError:
    return DeskError("desk_closing", 503, "This desk is about to restart. Please try again in a moment.")


def already_written() -> DeskError:
    return DeskError("already_written", 409, "It is in the training data already: undo the change it came with.")


def already_undone() -> DeskError:
    return DeskError("already_undone", 409, "This was undone already.")


class DataError(DeskError):
    """The training data cannot be changed so; `file` and `line` say where."""

    def __init__(self, code: str, status: int, message: str, file: str | None, line: int | None) -> None:
        super().__init__(code, status, message)
        self.file, self.line = file, line

    def body(self) -> dict[str, str]:
        """With the place, where there is one."""
        place = {"file": self.file or "", "line": str(self.line) if self.line else ""}
        return super().body() | {name: value for name, value in place.items() if value}


def data_refused(code: str, message: str, file: str | None, line: int | None) -> DataError:
    """What the folder of training data refuses."""
    status = {"changed_meanwhile": 409, "disk_full": 507, "data_unavailable": 503}.get(code, 400)
    return DataError(code, status, message, file, line)


def trainer_away() -> DeskError:
    return DeskError("trainer_away", 503, "The trainer cannot be reached just now. Nothing is lost.")


def run_open() -> DeskError:
    return DeskError("run_open", 409, "A training is under way: wait for it, or cancel it.")


def run_over() -> DeskError:
    return DeskError("run_over", 409, "This training is over already.")
