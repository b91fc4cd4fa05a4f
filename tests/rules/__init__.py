"""Tests of the rule catalogue and of what its rules read."""
