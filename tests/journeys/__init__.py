"""Journeys in the service's words: a real browser, the real server process, a real database."""
