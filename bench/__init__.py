"""The scoreboard: what the product costs, beside a floor measured in the same run. `make bench` prints it."""
