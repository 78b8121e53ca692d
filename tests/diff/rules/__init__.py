"""Tests of the table of checks."""
