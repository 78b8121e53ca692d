"""What changed between two releases of schemas, whom it breaks, and proof."""
