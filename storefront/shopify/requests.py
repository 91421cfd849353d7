"""Calls of Shopify's GraphQL Admin API: its bucket of points is respected, its two kinds of errors become ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from storefront.line import LONGEST_PAUSE, TRIES, Line
from storefront.vendor import MayHaveActed, NotActed, Refused

MOST_PAGES = 20
LONGEST_WORDS = 200
OPERATION = re.compile(r"\s*(?:query|mutation)\s+(\w+)")
BEFORE_ANYTHING = frozenset({"THROTTLED", "ACCESS_DENIED", "MAX_COST_EXCEEDED", "SHOP_INACTIVE", "undefinedField"})
"""Errors with which Shopify has not begun to do what was asked."""


class Requests:
    """What the adapter asks. `path` is that of the API's one address."""

    def __init__(self, line: Line, api_version: str) -> None:
        self.line = line
        self._path = f"/admin/api/{api_version}/graphql.json"

    async def read(self, question: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """The data of a query. Raises NotActed."""
        return await self._ask(question, variables, changes=False)

    async def pages(self, question: str, variables: Mapping[str, object], of: str) -> list[dict[str, Any]]:
        """Each page's data, as long as the cursor says that there are more; of very long lists the first twenty."""
        found, after = [], None
        for _ in range(MOST_PAGES):
            data = await self.read(question, {**variables, "after": after})
            found.append(data)
            page = data.get(of, {}).get("pageInfo", {})
            if not page.get("hasNextPage"):
                break
            after = page.get("endCursor")
        return found

    async def change(self, question: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """What a mutation gives back. Raises Refused for user errors, NotActed or MayHaveActed."""
        data = await self._ask(question, variables, changes=True)
        given = next(iter(data.values()), None)
        if not isinstance(given, dict):
            raise MayHaveActed("a change without an answer")
        errors = given.get("userErrors") or []
        if errors:
            words = "; ".join(str(each.get("message", "")) for each in errors)[:LONGEST_WORDS]
            raise Refused(str(errors[0].get("code") or "user_error"), f"The shop refused this: {words}")
        return given

    async def _ask(self, question: str, variables: Mapping[str, object], *, changes: bool) -> dict[str, Any]:
        named = OPERATION.match(question)
        body = {"query": question, "variables": dict(variables), "operationName": named[1] if named else None}
        for attempt in range(1, TRIES + 1):
            said = await self.line.ask("POST", self._path, body=body, changes=changes)
            given = said.body if isinstance(said.body, dict) else {}
            if said.status in (400, 401, 402, 403, 404, 423):
                raise NotActed(f"status {said.status}")
            errors = given.get("errors")
            if not errors:
                data = given.get("data")
                if said.status == 200 and isinstance(data, dict):
                    return data
                raise _unread(changes, f"status {said.status} without data")
            codes = {str(each.get("extensions", {}).get("code")) for each in errors if isinstance(each, dict)}
            if "THROTTLED" not in codes or attempt == TRIES:
                raise _unread(changes and not codes & BEFORE_ANYTHING, f"errors {', '.join(sorted(codes))}")
            await self.line.sleep(refill(given))
        raise AssertionError("the loop returns or raises")


def refill(body: Mapping[str, Any]) -> float:
    """Seconds until the bucket holds what the question costs, by what Shopify tells of it; a second if it does not."""
    cost = body.get("extensions", {}).get("cost", {})
    status = cost.get("throttleStatus", {})
    try:
        missing = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
        return min(LONGEST_PAUSE, max(0.1, missing / float(status["restoreRate"])))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 1.0


def _unread(changes: bool, why: str) -> NotActed | MayHaveActed:
    return MayHaveActed(why) if changes else NotActed(why)
