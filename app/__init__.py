"""Wholeview: one visit, from the doorstep to the data team."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from flask import Flask
from flask_smorest import Blueprint as SmorestBlueprint
from werkzeug.middleware.proxy_fix import ProxyFix

from app import commands, templating
from app.accounts.login import init_login
from app.api import init_api
from app.config import ROOT, settings
from app.database import init_database
from app.errors import init_errors
from app.permissions import public
from app.request_log import init_request_log
from app.security import init_security
from app.strict_json import StrictRequest

BLUEPRINTS = (
    "app.accounts.views",
    "app.accounts.api",
    "app.shell",
    "app.sync.api",
    "app.review.views",
    "app.exports.views",
)


class Wholeview(Flask):
    """The application class: Flask with strict JSON."""

    request_class = StrictRequest


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """An application. `overrides` are settings put on top of the environment's."""
    app = Wholeview(__name__, static_folder=ROOT / "static")
    app.config.from_mapping({**settings(), **(overrides or {})})
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    init_database(app)
    init_request_log(app)
    templating.init_templating(app)
    init_security(app)
    init_login(app)
    init_errors(app)
    api = init_api(app)
    for name in BLUEPRINTS:
        try:
            blueprint = importlib.import_module(name).blueprint
        except (ImportError, AttributeError, SyntaxError) as missing:
            print(f"not registered yet: {name}: {missing}", file=sys.stderr)
            continue
        (api if isinstance(blueprint, SmorestBlueprint) else app).register_blueprint(blueprint)
    app.view_functions["static"] = public(app.view_functions["static"])
    commands.init_commands(app)
    return app
