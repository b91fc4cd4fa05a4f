"""The handbook: all documents of a manual in one PDF."""
