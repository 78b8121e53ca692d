"""A project of a user: begun, added to, taken from, and watched."""
