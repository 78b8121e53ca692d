"""XML Schema as it is written: files, their grammar, and what they declare."""
