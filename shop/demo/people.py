"""Who shops at Fern & Oak."""

from __future__ import annotations

from datetime import date

from shop.customers import Customer

WITHOUT_NOTICES = frozenset({"C1010"})
"""Who did not agree to be told of troubles before they ask."""


def customers() -> tuple[Customer, ...]:
    """The demo customers; how many orders each has is counted, not told."""
    return (
        _customer("C1001", "Tom Becker", "tom@example.com", "silver", date(2023, 4, 12)),
        _customer("C1002", "Lena Hoffmann", "lena@example.com", "standard", date(2025, 1, 30)),
        _customer("C1003", "Ana Petrova", "ana@example.com", "gold", date(2021, 9, 3)),
        _customer("C1004", "Samira Haddad", "samira@example.com", "gold", date(2022, 2, 18)),
        _customer("C1005", "James O'Connor", "james@example.com", "standard", date(2024, 11, 5)),
        _customer("C1006", "Mei Tanaka", "mei@example.com", "silver", date(2023, 7, 21)),
        _customer("C1007", "Lucas Moreau", "lucas@example.com", "standard", date(2025, 6, 14)),
        _customer("C1008", "Priya Nair", "priya@example.com", "gold", date(2020, 12, 1)),
        _customer("C1009", "Erik Lindqvist", "erik@example.com", "standard", date(2024, 3, 27)),
        _customer("C1010", "Giulia Romano", "giulia@example.com", "silver", date(2022, 10, 9)),
        _customer("C1011", "Owen Clarke", "owen@example.com", "standard", date(2026, 2, 2)),
        _customer("C1012", "Zofia Nowak", "zofia@example.com", "standard", date(2025, 8, 19)),
    )


def _customer(customer_id: str, name: str, email: str, tier: str, since: date) -> Customer:
    return Customer(customer_id, name, email, tier, since, orders=0, notices=customer_id not in WITHOUT_NOTICES)
