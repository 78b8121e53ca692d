"""Whom a change breaks: documents, code, the version number, and what is accepted all the same."""
