"""`python -m desk.first_admin E-MAIL`: a link for an admin, made at the machine."""

from __future__ import annotations

import argparse
import asyncio
import sys

from desk.agents.hiring import MadeLink, invite_first
from desk.assembly import Desk, parts_of
from desk.errors import DeskError
from desk.settings import Settings, SettingsRefused, read
from desk.storage.migrate import migrate


def main() -> int:
    """0: the link is printed; 1: refused, in one sentence."""
    asked = _command_line().parse_args()
    try:
        settings = read()
        migrate(settings.database_url)
        made = asyncio.run(_invite(asked, settings))
    except SettingsRefused as refused:
        print(f"desk: {refused}", file=sys.stderr)
        return 1
    except DeskError as refused:
        print(f"desk: {refused.message} ({refused.code})", file=sys.stderr)
        return 1
    what = "come in" if made.agent.invited_at is not None else "choose a new password"
    print(f"{made.agent.name} can {what} with this link, once, until {made.expires_at:%Y-%m-%d %H:%M} UTC:")
    print(f"{settings.desk_url}/agent#invite={made.token}")
    return 0


def _command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="invite-admin",
        description="Make the first admin of a house, or let an admin in again who is shut out of it.",
    )
    parser.add_argument("email", metavar="E-MAIL")
    parser.add_argument("--name", help="how they are called; without it, what stands before the @")
    parser.add_argument(
        "--remove-authenticator", action="store_true", help="theirs is lost: it goes once the link is used"
    )
    return parser


async def _invite(asked: argparse.Namespace, settings: Settings) -> MadeLink:
    desk = parts_of(settings)
    name = asked.name or asked.email.partition("@")[0].capitalize()
    try:
        return await invite_first(name, asked.email, desk.ports, removes_factor=asked.remove_authenticator)
    finally:
        await _close(desk)


async def _close(desk: Desk) -> None:
    desk.files.close()
    await desk.bot.close()
    await asyncio.gather(desk.shop.close(), desk.ports.remedies.close())
    await desk.redis.aclose()
    await desk.record.close()


if __name__ == "__main__":
    sys.exit(main())
