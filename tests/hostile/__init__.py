"""Schemas that want more than to be read, what they try, and proof that they do not get it."""
