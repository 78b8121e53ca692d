"""Find what changed between two sides."""
