"""Tests of the documents that prove a change."""
