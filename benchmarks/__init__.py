"""Measurements, each a command of its own that writes its page in docs/."""
