"""Compare two releases of schemas: what changed, whom it breaks, and proof."""
