"""The two sides of a comparison: where they come from, and what they define."""
