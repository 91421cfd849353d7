"""The API described from the same routes that serve it: a JSON document, and a page to read it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from desk.http.contract import Route, Who

SAYS_WHO = {
    Who.ANYONE: "anyone",
    Who.CUSTOMER: "a customer's session token",
    Who.STAFF: "a signed-in colleague's cookie",
    Who.AGENT: "the cookie of an agent, a supervisor or an admin",
    Who.SUPERVISOR: "the cookie of a supervisor or an admin",
    Who.DESIGNER: "the cookie of a designer or an admin",
    Who.KEEPER: "the cookie of a supervisor, a designer or an admin",
    Who.ADMIN: "an admin's cookie",
}

ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}, "field": {"type": "string"}},
}


def document(routes: tuple[Route, ...]) -> dict[str, Any]:
    """An OpenAPI 3.1 document of all routes."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = re.sub(r"<(\w+):\w+>", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, path)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Warmhand desk", "version": "1", "description": "Times are ISO 8601 in UTC."},
        "paths": paths,
        "components": {
            "schemas": {"Error": ERROR_SCHEMA},
            "securitySchemes": {
                "session": {"type": "http", "scheme": "bearer"},
                "agent": {"type": "apiKey", "in": "cookie", "name": "warmhand_agent"},
            },
        },
    }


def _operation(route: Route, path: str) -> dict[str, Any]:
    refusal = {
        "description": "Refused",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    operation: dict[str, Any] = {
        "summary": route.says,
        "description": f"Needs: {SAYS_WHO[route.who]}.",
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"{(\w+)}", path)
        ],
        "responses": {"2XX": {"description": "Done"}, "4XX": refusal, "503": refusal},
    }
    if route.query:
        for name, schema in route.query.model_json_schema()["properties"].items():
            operation["parameters"].append({"name": name, "in": "query", "required": False, "schema": schema})
    if route.body:
        schema = route.body.model_json_schema()
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if route.takes_file:
        name = {"name": "X-File-Name", "in": "header", "required": False, "schema": {"type": "string"}}
        operation["parameters"].append(name)
        file = {"schema": {"type": "string", "format": "binary"}}
        operation["requestBody"] = {"required": True, "content": {"application/octet-stream": file}}
    if route.who is Who.CUSTOMER:
        operation["security"] = [{"session": []}]
    elif route.who is not Who.ANYONE:
        operation["security"] = [{"agent": []}]
    return operation


_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)


def page(spec: dict[str, Any]) -> str:
    """The document as a page to read, without scripts."""
    return _TEMPLATES.get_template("api.html").render(spec=spec)


def style() -> str:
    """The page's style sheet."""
    return _TEMPLATES.get_template("api.css").render()
