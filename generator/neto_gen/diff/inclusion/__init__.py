"""Decide whether one language includes another: of patterns, of values, of content models."""
