"""What can go wrong between us and the shop, each with the words an agent reads in the brief."""


class ShopError(Exception):
    """Something the shop did not give us. `fact` is one plain phrase without personal data."""

    fact = "the shop gave no usable answer"


class OrderNotFound(ShopError):
    """No such order for this speaker: it does not exist, or it is somebody else's. Nobody can tell which."""

    fact = "no such order for this customer"


class CodeRefused(ShopError):
    """This code does not open the order: wrong, used, too old or never sent. Nobody can tell which."""

    fact = "refused: the code does not open the order"


class TooManyTries(ShopError):
    """Codes were asked for or tried too often for this order, in this conversation or from this address."""

    fact = "refused: tried too often"


class NotCancellable(ShopError):
    """The order has gone too far to be cancelled."""

    fact = "refused: the order can no longer be cancelled"


class NotReturnable(ShopError):
    """The order cannot be sent back (not delivered, or too long ago, or already on its way back)."""

    fact = "refused: the order cannot be returned"


class ShopUnavailable(ShopError):
    """The shop did not answer in time, or said that it could not.

    `code` is for the log. `may_have_acted` is true when a written request may have been carried out although no
    answer came back. `worth_retrying` is false where a second try cannot help.
    """

    fact = "the shop could not be reached"

    def __init__(self, code: str, *, may_have_acted: bool = False, worth_retrying: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.may_have_acted = may_have_acted
        self.worth_retrying = worth_retrying


class ShopAnswerInvalid(ShopError):
    """The shop answered something that is not in the contract. `code` is for the log."""

    fact = "the shop's answer could not be read"

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
