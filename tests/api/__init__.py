"""The whole API: every documented action, and what the client adds to it."""
