"""Tests of the code's shape: what may import what, what may be called where, what every page must have."""
