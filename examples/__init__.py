"""The client at work, against a store or `neto-gen serve`."""
