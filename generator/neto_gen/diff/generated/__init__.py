"""Compare the Python of two generated clients, which are read, but never imported."""
