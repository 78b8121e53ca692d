"""Replace `runtime/_dialect.py` in a client of another dialect."""
