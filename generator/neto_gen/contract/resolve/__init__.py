"""Resolve the declarations of a schema to content models, types, values, and whole messages."""
