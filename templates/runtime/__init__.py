"""The modules that every generated client carries, copied as they are."""
