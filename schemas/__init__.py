"""The default schemas: what ``neto-gen build`` reads when a project has none of its own."""
