"""neto-gen: from the XML schemas of an API to a typed Python client."""

__version__ = "0.1.0"
