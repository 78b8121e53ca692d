"""Tests of what is found to have changed."""
