"""Tests of the forms that a report can have."""
