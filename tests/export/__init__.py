"""Tests of exports, for each format."""
