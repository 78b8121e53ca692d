"""Tests of what includes what."""
