"""Wholeview: one visit, from the doorstep to the data team."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import commands, shell, templating
from app.accounts import api as accounts_api
from app.accounts import views as accounts_views
from app.accounts.login import init_login
from app.api import init_api
from app.audit.writer import init_audit
from app.config import ROOT, settings
from app.database import init_database
from app.devices import api as devices_api
from app.devices import views as devices_views
from app.errors import init_errors
from app.exports import views as exports_views
from app.fairness import views as fairness_views
from app.oversight import views as oversight_views
from app.pathways import views as pathways_views
from app.permissions import public
from app.phrases import api as phrases_api
from app.phrases import views as phrases_views
from app.recovery import api as recovery_api
from app.recovery import views as recovery_views
from app.request_log import init_request_log
from app.review import held_views, met_views
from app.review import views as review_views
from app.security import init_security
from app.stories import views as stories_views
from app.strict_json import StrictRequest
from app.sync import api as sync_api

PAGES = (
    accounts_views,
    pathways_views,
    phrases_views,
    fairness_views,
    recovery_views,
    shell,
    review_views,
    held_views,
    oversight_views,
    met_views,
    devices_views,
    exports_views,
    stories_views,
)
APIS = (accounts_api, devices_api, recovery_api, phrases_api, sync_api)


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
    init_audit(app.extensions["database"].sessions)
    init_request_log(app)
    templating.init_templating(app)
    init_security(app)
    init_login(app)
    init_errors(app)
    api = init_api(app)
    for feature in PAGES:
        app.register_blueprint(feature.blueprint)
    for feature in APIS:
        api.register_blueprint(feature.blueprint)
    app.view_functions["static"] = public(app.view_functions["static"])
    commands.init_commands(app)
    return app
