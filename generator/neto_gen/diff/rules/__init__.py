"""The table of checks, the facts that are found by them, and the settings that verdicts depend on."""
