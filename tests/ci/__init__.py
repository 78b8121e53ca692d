"""Tests of what CI runs: files that init writes, the action, and the files of this repository."""
