"""The tests of neto-gen: a folder for each package of the tool, and for what it generates."""
