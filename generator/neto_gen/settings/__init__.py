"""The settings of a project: read, checked and edited."""
