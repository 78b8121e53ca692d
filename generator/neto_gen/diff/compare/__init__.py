"""What changed between two sides, found on a walk through both."""
