"""The client at work, against a stand-in for a store."""
