"""The least that any program on this stack must do with a batch of visits: parse, check with marshmallow, insert, commit.

No sign-in, no merge, no history, no audit, no feed. It is the floor the product's sync is measured against: it does nothing
that could be left out, and leaves nothing out that makes it store safely. Each value is checked by the marshmallow field of
its question; kind, source and base, where a visit comes with them, are stored unread, which is less than the product does.
Each batch is one transaction, on a connection of its thread: on a shared one a batch would commit what another has sent
of itself.
"""

from __future__ import annotations

import json
import os
import threading

import psycopg
from flask import Flask, request
from marshmallow import Schema, fields

import forms

FIELDS = os.environ["FLOOR_FIELDS"].split(",")
WHOLE = os.environ["FLOOR_WHOLE"] == "yes"


def create_app() -> Flask:
    """A Flask app with one endpoint: POST /push {"visits": [{"id", "answers"}]}."""
    app = Flask(__name__)
    questions = {field.id: field for field in forms.latest()}
    values = Schema.from_dict({name: questions[name].type.wire_field(name) for name in FIELDS})
    visit = Schema.from_dict(
        {"id": fields.UUID(required=True), "answers": fields.Dict(required=True)}
    )
    schema, checked = visit(many=True), values(many=True)
    of_thread = threading.local()

    def connected() -> psycopg.Connection:
        if not hasattr(of_thread, "connection"):
            of_thread.connection = psycopg.connect(os.environ["FLOOR_DATABASE_URL"])
        connection: psycopg.Connection = of_thread.connection
        return connection

    @app.get("/")
    def ready() -> str:
        return "ready"

    @app.post("/push")
    def push() -> dict[str, int]:
        visits = schema.load(request.get_json()["visits"])
        checked.load(
            [
                {name: said["value"] if WHOLE else said for name, said in found["answers"].items()}
                for found in visits
            ]
        )
        connection = connected()
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO floor VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [(found["id"], json.dumps(found["answers"])) for found in visits],
            )
        connection.commit()
        return {"stored": len(visits)}

    return app
