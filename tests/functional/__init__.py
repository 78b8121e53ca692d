"""Small schemas, built, imported and used."""
