"""The house's own file: the documented example is the default, and every mistake is one sentence."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desk.service_file import House, ServiceFileRefused, read_house
from tests.desk.conftest import SECRET
from tests.house.sources import ROOT


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "service.yml"
    path.write_text(text)
    return path


def test_the_documented_file_is_the_default() -> None:
    """What the example says is what a house without a file gets."""
    assert read_house(ROOT / "docs" / "service.example.yml") == House() == read_house(None)


def test_a_file_changes_what_it_names(tmp_path: Path) -> None:
    """Hours, teams, rules and targets reach the flows; the rest keeps its default. JSON is as good as YAML."""
    house = read_house(
        write(
            tmp_path,
            '{"hours": {"time_zone": "Europe/Berlin", "week": {"monday": ["09:00-17:00"]}}, "teams": {"care": "Care"},'
            ' "promises": {"maker_lead_hours": 8}, "routing": {"offer_seconds": 20},'
            ' "service_levels": {"tiers": {"gold": {"first_reply_minutes": 2}}}}',
        )
    )
    assert house.service.hours.zone == ZoneInfo("Europe/Berlin")
    assert house.teams == {"care": "Care"}
    assert house.routing.offer_life == timedelta(seconds=20)
    assert (house.promises.maker_lead, house.promises.team_lead) == (timedelta(hours=8), timedelta(hours=1))
    assert house.promises.hours == house.service.hours, "promises are due on the clock of the house"
    assert house.routing.fairness_floor == House().routing.fairness_floor
    assert house.levels.tiers["gold"].first_reply == timedelta(minutes=2)
    assert house.levels.tiers["gold"].resolution is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("routing: {offer_secs: 3}", "routing.offer_secs: extra inputs are not permitted"),
        ("routing: {offer_seconds: 0}", "routing.offer_seconds: input should be greater than 0"),
        ("routing: {offer_seconds: .nan}", "routing.offer_seconds"),
        ("routing: {skill_for_reason: {rage: care}}", "rage is no reason for a handoff"),
        ("hours: {time_zone: Mars/Base}", "is no time zone"),
        ("hours: {time_zone: UTC, week: {monday: [9-5]}}", "write spans like"),
        ("teams: {'A team': x}", "teams.A team"),
        ("service_levels: {warn_share: 2}", "service_levels.warn_share"),
        ("silence: soon", "silence"),
        ("- a list", "must be a mapping"),
        ("hours: [", "is not valid YAML"),
        ("teams: {}\nteams: {}", "is not valid YAML"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    """It names the file and the place."""
    with pytest.raises(ServiceFileRefused) as refused:
        read_house(write(tmp_path, text))
    told = str(refused.value)
    assert words in told
    assert told.startswith("service.yml")
    assert "\n" not in told


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """A wrong path is not a house without a file."""
    with pytest.raises(ServiceFileRefused, match="cannot be read"):
        read_house(tmp_path / "nowhere.yml")


@pytest.mark.slow
def test_a_wrong_file_stops_the_start_with_one_sentence(tmp_path: Path, empty_database: Path) -> None:
    """The desk does not serve with hours it cannot understand, and says what to mend."""
    path = write(tmp_path, "hours: {time_zone: Europe/Berlin, week: {mon: []}}")
    environment = {
        "PATH": "/usr/bin:/bin",
        "DATABASE_URL": f"sqlite+aiosqlite:///{empty_database}",
        "WARMHAND_BOT_SECRET": SECRET,
        "WARMHAND_SHOP_API_KEY": SECRET,
        "WARMHAND_SHOP_JWT_SECRET": SECRET,
        "WARMHAND_SERVICE_FILE": str(path),
    }
    started = subprocess.run(
        [sys.executable, "-m", "desk"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert started.returncode == 1
    assert started.stderr.strip() == "desk: service.yml: hours: mon is no day of the week, write monday to sunday"
