"""What takes the place of `runtime/_dialect.py` in a client of another dialect."""
