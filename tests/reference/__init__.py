"""Tests of the reference that `neto-gen docs` writes."""
