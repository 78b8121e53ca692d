"""Code as a user would write it, read by type checkers."""
