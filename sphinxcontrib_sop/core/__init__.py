"""What an SOP is, says and looks like, in plain Python: no module of this room imports Sphinx or docutils."""
