"""The least that any program on this stack must do with a batch of visits: parse, check with marshmallow, insert, commit.

No sign-in, no merge, no history, no audit, no feed. It is the floor the product's sync is measured against.
"""

from __future__ import annotations

import json
import os

import psycopg
from flask import Flask, request
from marshmallow import Schema, fields

FIELDS = int(os.environ.get("FLOOR_FIELDS", "150"))


def create_app() -> Flask:
    """A Flask app with one endpoint: POST /push {"visits": [{"id", "answers"}]}."""
    app = Flask(__name__)
    answers = Schema.from_dict({f"f{number}": fields.String() for number in range(FIELDS)})
    visit = Schema.from_dict(
        {"id": fields.UUID(required=True), "answers": fields.Nested(answers, required=True)}
    )
    schema = visit(many=True)
    connection = psycopg.connect(os.environ["FLOOR_DATABASE_URL"])
    connection.execute("CREATE TABLE IF NOT EXISTS floor (id uuid PRIMARY KEY, body json NOT NULL)")
    connection.commit()

    @app.get("/")
    def ready() -> str:
        return "ready"

    @app.post("/push")
    def push() -> dict[str, int]:
        visits = schema.load(request.get_json()["visits"])
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO floor VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [(found["id"], json.dumps(found["answers"])) for found in visits],
            )
        connection.commit()
        return {"stored": len(visits)}

    return app
