"""What the declarations of a schema come to: content models, types, values, and whole messages."""
