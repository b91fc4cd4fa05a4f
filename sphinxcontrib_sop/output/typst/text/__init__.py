"""Ordinary text: from nodes of the doctree to Typst markup."""
