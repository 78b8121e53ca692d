"""Tests of the stand-in store."""
