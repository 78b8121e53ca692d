"""The stand-in store of `neto-gen serve`: the engine of a client, on a port, with state on disk."""
