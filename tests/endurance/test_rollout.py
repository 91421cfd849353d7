"""A model is promoted, killed and taken back while customers talk, in a whole house with two real Rasas."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.rollout import measured
from benchmarks.rollout_house import house_of_two_models


@pytest.mark.slow
def test_nobody_notices_a_promotion(tmp_path: Path) -> None:
    """Up to the kill no message fails and no conversation meets two models; after it, the other model answers.

    How long replies took is for `bin/bench rollout` to say: a busy machine proves nothing about that.
    """
    with house_of_two_models(tmp_path) as house:
        figures = measured(house, customers=4, seconds=8.0)
    assert (figures["failed"], figures["two_models"]) == (0, 0)
    assert int(str(figures["by_candidate_after_promotion"])) > 0
    assert int(str(figures["answered_while_killed"])) > 0
    assert float(str(figures["rollback_s"])) < 5
