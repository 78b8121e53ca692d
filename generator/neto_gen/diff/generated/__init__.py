"""What changed in the Python of a generated client: two packages are read, never imported, and compared."""
