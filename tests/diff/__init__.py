"""Tests of the comparison of two releases of schemas."""
