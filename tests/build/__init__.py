"""Builds: what they start from, what they keep, and what they make."""
