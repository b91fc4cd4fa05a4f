"""The skin over the core: what Sphinx reads becomes nodes and values, and Sphinx's events run the rules."""
