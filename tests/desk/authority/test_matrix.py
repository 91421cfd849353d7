"""The authority matrix and its verdicts, as pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.authority import matrix as rules
from desk.authority.matrix import ANY, FIRST, LADDER, Caps, Cause, Gift, Matrix, Rule, Standing
from desk.authority.money import Money, decimal, in_words, read_decimal
from desk.authority.verdict import Answer, Spent, Wish, judge, left_for
from desk.errors import DeskError

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
AMOUNTS = st.integers(0, 40_000)
WISHES = st.builds(
    Wish, st.sampled_from(Gift), st.sampled_from(Cause), st.sampled_from(rules.TIERS), AMOUNTS.map(Money)
)
SPENT = st.builds(Spent, AMOUNTS, AMOUNTS, AMOUNTS)
STANDINGS = st.sampled_from(LADDER)
ORDER = [Answer.WITHIN, Answer.NEEDS_APPROVAL, Answer.NEVER]


def wish(amount: int, gift: Gift = Gift.VOUCHER, cause: Cause = Cause.LATE, tier: str = "standard") -> Wish:
    """A wish for that many cents."""
    return Wish(gift, cause, tier, Money(amount))


def test_an_agent_gives_up_to_the_rule_and_not_a_cent_more():
    """The last cent within the rule is given at once, the next one needs a supervisor."""
    assert judge(FIRST, Standing.AGENT, wish(2_000), Spent()).answer is Answer.WITHIN
    over = judge(FIRST, Standing.AGENT, wish(2_001), Spent())
    assert over.answer is Answer.NEEDS_APPROVAL
    assert over.reasons[0] == "€20.01 is more than the €20.00 agents may give as a voucher for a late delivery."
    assert over.reasons[-1] == "A supervisor can approve it."


def test_a_gold_customer_widens_the_rule():
    """The more particular rule holds, whatever the order in which they are written."""
    backwards = replace(FIRST, rules=tuple(reversed(FIRST.rules)))
    for matrix in (FIRST, backwards):
        assert judge(matrix, Standing.AGENT, wish(3_000, tier="gold"), Spent()).answer is Answer.WITHIN


def test_a_rule_for_a_cause_is_more_particular_than_one_for_a_tier():
    """A stricter rule for a cause holds for gold customers as well."""
    strict = replace(FIRST, rules=(*FIRST.rules, Rule(Standing.AGENT, ANY, "loyalty", Gift.VOUCHER, 500)))
    gold = wish(600, cause=Cause.LOYALTY, tier="gold")
    assert judge(strict, Standing.AGENT, gold, Spent()).answer is Answer.NEEDS_APPROVAL


@pytest.mark.parametrize("spent", [Spent(case=8_500), Spent(customer=13_500), Spent(agent=58_500)])
def test_each_cap_counts_what_was_given_before(spent: Spent):
    """A gift within the rule needs approval once any of the three sums would go over its cap."""
    assert judge(FIRST, Standing.AGENT, wish(1_500), spent).answer is Answer.WITHIN
    assert judge(FIRST, Standing.AGENT, wish(1_501), spent).answer is Answer.NEEDS_APPROVAL


def test_beyond_everybody_is_never():
    """What not even an admin may give cannot be asked for."""
    verdict = judge(FIRST, Standing.AGENT, wish(20_001), Spent())
    assert verdict.answer is Answer.NEVER
    assert verdict.reasons[-1] == "Nobody here may give that much."


def test_the_assistant_gives_nothing_until_somebody_allows_it():
    """Off by default; with a rule and caps of its own it gives that much and never asks for more."""
    assert judge(FIRST, Standing.BOT, wish(100), Spent()).answer is Answer.NEVER
    allowed = replace(
        FIRST,
        rules=(*FIRST.rules, Rule(Standing.BOT, ANY, "late", Gift.VOUCHER, 500)),
        caps={**FIRST.caps, Standing.BOT: Caps(500, 500, 5_000)},
    )
    assert judge(allowed, Standing.BOT, wish(500), Spent()).answer is Answer.WITHIN
    assert judge(allowed, Standing.BOT, wish(501), Spent()).answer is Answer.NEVER


def test_another_currency_and_nothing_at_all_are_never_given():
    """Amounts of two currencies are never added up."""
    assert judge(FIRST, Standing.ADMIN, replace(wish(1), amount=Money(1, "USD")), Spent()).answer is Answer.NEVER
    assert judge(FIRST, Standing.ADMIN, wish(0), Spent()).answer is Answer.NEVER


@given(STANDINGS, WISHES, SPENT, st.integers(1, 5_000))
def test_more_is_never_easier(standing: Standing, wanted: Wish, spent: Spent, more: int):
    """A larger amount, or more given before, never gets a milder answer."""
    base = judge(FIRST, standing, wanted, spent).answer
    larger = replace(wanted, amount=Money(wanted.amount.minor + more))
    if wanted.amount.minor:
        assert ORDER.index(judge(FIRST, standing, larger, spent).answer) >= ORDER.index(base)
    for name in ("case", "customer", "agent"):
        fuller = replace(spent, **{name: getattr(spent, name) + more})
        assert ORDER.index(judge(FIRST, standing, wanted, fuller).answer) >= ORDER.index(base)


@given(STANDINGS, WISHES, SPENT)
def test_within_is_what_is_left(standing: Standing, wanted: Wish, spent: Spent):
    """A wish is within one's authority exactly when it is no more than what is said to be left."""
    within = judge(FIRST, standing, wanted, spent).answer is Answer.WITHIN
    assert within == (0 < wanted.amount.minor <= left_for(FIRST, standing, wanted, spent))


@given(st.lists(st.tuples(st.integers(1, 9_000), st.sampled_from(Gift), st.sampled_from(Cause)), max_size=40))
def test_no_sequence_of_gifts_exceeds_a_cap(wanted: list[tuple[int, Gift, Cause]]):
    """One agent, one customer, one order: whatever is asked in whatever order, the sum stays under the smallest cap."""
    given_ = 0
    for amount, gift, cause in wanted:
        spent = Spent(given_, given_, given_)
        if judge(FIRST, Standing.AGENT, wish(amount, gift, cause), spent).answer is Answer.WITHIN:
            given_ += amount
    caps = FIRST.caps[Standing.AGENT]
    assert given_ <= min(caps.case, caps.customer, caps.agent)


@given(AMOUNTS, st.sampled_from(["EUR", "JPY"]))
def test_money_written_and_read_is_the_same(minor: int, currency: str):
    """No cent is lost between the desk and the shop."""
    money = Money(minor, currency)
    assert read_decimal(decimal(money), currency) == money


@pytest.mark.parametrize("written", ["", "1,50", "-1", "1.555", "1e3", "١", 3, None, "1.", "99999999999"])
def test_what_is_no_amount_is_refused(written: object):
    """A number that is not exactly an amount of that currency is refused, never rounded."""
    with pytest.raises(DeskError):
        read_decimal(written, "EUR")


def test_sums_are_said_as_people_read_them():
    """Thousands, cents and the sign."""
    assert in_words(123_456, "EUR") == "€1,234.56"
    assert in_words(500, "JPY") == "500 JPY"


def test_the_matrix_survives_being_stored():
    """What is written down is what is read."""
    assert rules.from_document(rules.to_document(FIRST), FIRST.at) == FIRST


@pytest.mark.parametrize(
    "changed",
    [
        {"why": " "},
        {"currency": "XXX"},
        {
            "rules": (
                Rule(Standing.AGENT, "any", "any", Gift.REFUND, 1),
                Rule(Standing.AGENT, "any", "any", Gift.REFUND, 2),
            )
        },
        {"rules": (Rule(Standing.AGENT, "platinum", "any", Gift.REFUND, 1),)},
        {"rules": (Rule(Standing.AGENT, "any", "whim", Gift.REFUND, 1),)},
        {"rules": (Rule(Standing.AGENT, "any", "any", Gift.REFUND, -1),)},
        {"rules": (Rule(Standing.BOT, "any", "any", Gift.REFUND, 1),)},
        {"caps": {Standing.AGENT: Caps(-1, 0, 0)}},
        {"approvers": rules.Approvers(minutes=0)},
        {"undo_minutes": 61},
    ],
)
def test_a_matrix_that_makes_no_sense_is_refused(changed: dict[str, object]):
    """Each mistake gets a typed refusal."""
    assert rules.checked(FIRST) is FIRST
    with pytest.raises(DeskError) as refused:
        rules.checked(replace(FIRST, **changed))
    assert refused.value.code == "invalid_field"


def test_the_windows_are_a_month_and_a_week():
    """What the words in the reasons promise."""
    assert (timedelta(days=30), timedelta(days=7)) == (rules.CUSTOMER_WINDOW, rules.AGENT_WINDOW)
    assert isinstance(FIRST, Matrix)
    assert NOON.tzinfo is UTC
