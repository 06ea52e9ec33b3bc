"""A forgotten passphrase: a visitor asks, a second person approves with the recovery key, and nothing is lost."""
