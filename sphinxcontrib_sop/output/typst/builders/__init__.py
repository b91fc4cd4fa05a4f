"""The builders that Sphinx knows by name."""
