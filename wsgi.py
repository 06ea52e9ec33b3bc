"""The application as a WSGI server or the `flask` command finds it."""

import gc

from app import create_app

app = create_app()

# Everything made so far lives as long as the worker. Left to itself the collector walks all of it again and again while
# a batch of visits makes its thousands of small dicts: that was a third of what a synced visit cost.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
