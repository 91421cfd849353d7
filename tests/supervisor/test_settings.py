"""What the supervisor reads, and what it tells the processes."""

import stat

import pytest

from supervisor import env_file, keys
from supervisor.problem import Problem
from supervisor.programs import shop_programs
from supervisor.settings import read_settings

KEYS = ("WARMHAND_BOT_SECRET", "WARMHAND_SHOP_API_KEY", "WARMHAND_SHOP_JWT_SECRET", "WARMHAND_AGENT_PASSWORD")


@pytest.mark.parametrize(
    "text, found",
    [
        ("A=1\nB=two words\n", {"A": "1", "B": "two words"}),
        ("# remark\n\n  export A = 'quoted'\n", {"A": "quoted"}),
        ('A="a=b"\nA=later\n', {"A": "later"}),
        ("A=\n", {"A": ""}),
    ],
)
def test_env_file_is_read(text, found):
    """One NAME=value a line; quotes, remarks and `export` are understood."""
    assert env_file.parse(text, ".env") == found


@pytest.mark.parametrize("text", ["A 1", "=1", "1A=2", "A=1\nnonsense"])
def test_env_file_with_a_line_that_is_no_setting_is_refused(text):
    """The sentence names the line."""
    with pytest.raises(Problem, match=r"Line \d+ of \.env is not a setting"):
        env_file.parse(text, ".env")


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path):
    """A second start finds the same keys."""
    first = keys.read_or_make(tmp_path)
    assert set(first) == set(KEYS)
    assert keys.read_or_make(tmp_path) == first
    assert stat.S_IMODE((tmp_path / keys.FILE).stat().st_mode) == 0o600
    assert len(first["WARMHAND_SHOP_JWT_SECRET"]) >= 32
    assert [path.name for path in tmp_path.iterdir()] == [keys.FILE]


def test_a_key_that_is_removed_is_made_anew_and_the_others_stay(tmp_path):
    """One key can be changed without the rest."""
    first = keys.read_or_make(tmp_path)
    path = tmp_path / keys.FILE
    kept = [line for line in path.read_text().splitlines() if "AGENT_PASSWORD" not in line]
    path.write_text("\n".join(kept))
    second = keys.read_or_make(tmp_path)
    assert second["WARMHAND_AGENT_PASSWORD"] != first["WARMHAND_AGENT_PASSWORD"]
    assert {name for name in KEYS if second[name] != first[name]} == {"WARMHAND_AGENT_PASSWORD"}


def test_defaults_are_those_of_the_wire_page(tmp_path):
    """Every process is told the same."""
    settings = read_settings({}, tmp_path)
    told = settings.environment
    assert told["WARMHAND_DESK_PORT"] == "8000"
    assert told["WARMHAND_RASA_URL"] == "http://127.0.0.1:8020"
    assert told["REDIS_URL"] == "redis://127.0.0.1:8040/0"
    assert told["DATABASE_URL"] == "sqlite+aiosqlite:///var/desk.db"
    assert told["WARMHAND_SHOP_DATABASE"] == "var/shop.db"
    assert told["WARMHAND_ENCODER_DIR"] == "var/encoder"
    assert settings.starts_redis
    assert all(told[name] for name in KEYS)


def test_a_second_house_lives_in_its_own_folder_on_its_own_ports(tmp_path):
    """Everything written goes to the other folder; the encoder, which is only read, is shared."""
    second = tmp_path / "second"
    environ = {"WARMHAND_VAR_DIR": str(second), "WARMHAND_DESK_PORT": "9100", "WARMHAND_REDIS_PORT": "9140"}
    settings = read_settings(environ, tmp_path)
    assert settings.environment["DATABASE_URL"] == f"sqlite+aiosqlite:///{second}/desk.db"
    assert settings.environment["WARMHAND_DESK_URL"] == "http://127.0.0.1:9100"
    assert settings.environment["REDIS_URL"] == "redis://127.0.0.1:9140/0"
    assert settings.environment["WARMHAND_ENCODER_DIR"] == "var/encoder"
    assert (second / keys.FILE).exists()
    assert not (tmp_path / "var").exists()


def test_environment_beats_env_file_beats_made_keys(tmp_path):
    """The nearest wins."""
    keys.read_or_make(tmp_path / "var")
    (tmp_path / ".env").write_text("WARMHAND_AGENT_PASSWORD=from-file\nWARMHAND_DESK_PORT=9001\n")
    settings = read_settings({"WARMHAND_DESK_PORT": "9002", "WARMHAND_SHOP_PORT": ""}, tmp_path)
    assert settings.ports["desk"] == 9002
    assert settings.ports["shop"] == 8010
    assert settings.agent_password == "from-file"


def test_a_given_redis_is_used_and_none_is_started(tmp_path):
    """REDIS_URL overrides the bundled one."""
    settings = read_settings({"REDIS_URL": "redis://elsewhere:6379/3"}, tmp_path)
    assert not settings.starts_redis
    assert settings.environment["REDIS_URL"] == "redis://elsewhere:6379/3"


@pytest.mark.parametrize(
    "environ, sentence",
    [
        ({"WARMHAND_DESK_PORT": "eighty"}, "WARMHAND_DESK_PORT must be a port"),
        ({"WARMHAND_DESK_PORT": "0"}, "WARMHAND_DESK_PORT must be a port"),
        ({"WARMHAND_DESK_PORT": "65536"}, "WARMHAND_DESK_PORT must be a port"),
        ({"WARMHAND_DESK_PORT": "8010"}, "are both 8010"),
        ({"REDIS_URL": "http://x"}, "REDIS_URL must start with redis://"),
        ({"WARMHAND_SHOP_URL": "127.0.0.1:8010"}, "WARMHAND_SHOP_URL must be an address"),
        ({"WARMHAND_SHOP_KIND": "magento"}, "WARMHAND_SHOP_KIND must be one of demo, generic, woocommerce, shopify"),
        ({"WARMHAND_SHOP_KIND": "shopify"}, "WARMHAND_SHOP_URL must be the address of your shop's pages"),
        (
            {"WARMHAND_SHOP_KIND": "generic", "WARMHAND_SHOP_URL": "https://shop.example"},
            "WARMHAND_SHOP_API_URL must be the address",
        ),
        ({"WARMHAND_SHOP_API_URL": "ftp://x"}, "WARMHAND_SHOP_API_URL must be an address"),
    ],
)
def test_a_setting_that_cannot_be_right_stops_the_start_with_one_sentence(tmp_path, environ, sentence):
    """The sentence names the setting."""
    with pytest.raises(Problem, match=sentence) as caught:
        read_settings(environ, tmp_path)
    assert "\n" not in str(caught.value)


def test_settings_do_not_print_their_secrets(tmp_path):
    """A traceback or a debug print gives no key away."""
    settings = read_settings({}, tmp_path)
    assert settings.bot_secret not in repr(settings)


@pytest.mark.parametrize(
    "environ, asked, program",
    [
        ({}, "http://127.0.0.1:8010", ["-m", "shop"]),
        ({"WARMHAND_SHOP_URL": "http://shop:81"}, "http://shop:81", ["-m", "shop"]),
        (
            {"WARMHAND_SHOP_KIND": "woocommerce", "WARMHAND_SHOP_URL": "https://shop.example"},
            "http://127.0.0.1:8010",
            ["-m", "storefront"],
        ),
        (
            {
                "WARMHAND_SHOP_KIND": "generic",
                "WARMHAND_SHOP_URL": "https://shop.example",
                "WARMHAND_SHOP_API_URL": "https://orders.example",
            },
            "https://orders.example",
            None,
        ),
    ],
)
def test_who_answers_for_orders(tmp_path, environ, asked, program):
    """The demo shop, the storefront in its place, or nobody of this house; only the demo has a mailbox."""
    settings = read_settings(environ, tmp_path)
    assert settings.environment["WARMHAND_SHOP_API_URL"] == asked
    started = [list(each.command[1:]) for each in shop_programs(settings)]
    assert started == ([program] if program else [])
    assert ("SMTP_URL" in settings.environment) == (settings.shop_kind == "demo")
