"""The parts every JSON endpoint shares: strict bodies, one shape of refusal, one OpenAPI document."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from flask_smorest import Api, Blueprint
from marshmallow import RAISE, Schema, fields
from webargs.flaskparser import FlaskParser

from app.permissions import public
from forms.field_types.text import UNSTORABLE

PREFIX = "/api/v1"


class ProblemSchema(Schema):
    """The body of every refusal, `application/problem+json` (RFC 9457)."""

    type = fields.String(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    fields_ = fields.Dict(
        keys=fields.String(), values=fields.String(), data_key="fields", attribute="fields"
    )


class Storable(fields.String):
    """Text that is kept: without the characters that no database holds, or that cannot be written as UTF-8."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, *args, **kwargs)
        if UNSTORABLE.search(text):
            raise self.make_error("invalid")
        return text


class StrictParser(FlaskParser):
    """Reads bodies through `StrictRequest.get_json`; a field nobody asked for is refused, never ignored."""

    DEFAULT_UNKNOWN_BY_LOCATION = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "json": RAISE,
        "query": RAISE,
    }

    def _raw_load_json(self, req: Request) -> Any:
        return req.get_json()


class ApiBlueprint(Blueprint):
    """A group of JSON endpoints. Use this one: a guard test finds those that do not."""

    ARGUMENTS_PARSER = StrictParser()


class WholeviewApi(Api):
    """The OpenAPI document at `/api/v1/openapi.json`. Refusals are answered in `app.errors`, for pages and API alike."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """None of its own: flask-smorest's would answer pages in JSON too."""


def init_api(app: Flask) -> WholeviewApi:
    """Make the document and its endpoint; API blueprints are registered on what this returns."""
    app.config.update(
        API_TITLE="Wholeview",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = WholeviewApi(app)
    document = app.view_functions[
        "api-docs.openapi_json"
    ]  # a bound method, which can carry no permission
    app.view_functions["api-docs.openapi_json"] = public(lambda: document())
    return api
