"""Tablets: what they said of themselves, what they have not delivered, and how one is withdrawn."""
