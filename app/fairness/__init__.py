"""How often wording is asked about, by team, and on whose records it falls. Never by person."""
