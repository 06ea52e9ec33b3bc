"""The service of a day to come, which gives no data any more to what is an app of today or older."""

from app.devices import rules

rules.PROTOCOL = 99

from wsgi import app as app  # noqa: E402
