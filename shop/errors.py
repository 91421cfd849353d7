"""The one error shape of the shop: `{"code", "message", "field"?}` with a status."""

from __future__ import annotations


class ShopError(Exception):
    """Something the caller asked for cannot be done; the caller is told why.

    `code` is for programs, `message` for people, `field` names the input at fault.
    """

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field

    def document(self) -> dict[str, str]:
        """What is sent to the caller."""
        body = {"code": self.code, "message": self.message}
        if self.field is not None:
            body["field"] = self.field
        return body


class SetupError(Exception):
    """The shop cannot start; the message is one sentence that says what to do."""


def bad_request(code: str, message: str, field: str | None = None) -> ShopError:
    """The input itself is wrong."""
    return ShopError(400, code, message, field)


def order_not_found() -> ShopError:
    """The same answer for an order that does not exist and for one that is somebody else's."""
    return ShopError(404, "order_not_found", "There is no such order.")


def customer_not_found() -> ShopError:
    """No customer has this id."""
    return ShopError(404, "customer_not_found", "There is no such customer.")


def unauthorized() -> ShopError:
    """The API key is missing or wrong."""
    return ShopError(401, "unauthorized", "This call needs the shop's API key.")


def not_found() -> ShopError:
    """There is nothing at this address."""
    return ShopError(404, "not_found", "There is nothing at this address.")
