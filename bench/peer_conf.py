"""How gunicorn serves the peers: it would read the product's own settings, which speak of things they do not have."""

keepalive = 5
loglevel = "warning"
