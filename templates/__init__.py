"""The templates of the generated client, one for each file that depends on a schema."""
