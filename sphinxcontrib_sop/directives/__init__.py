"""Directives: text in, nodes and values out."""
