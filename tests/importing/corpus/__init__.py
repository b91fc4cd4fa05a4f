"""Office files in the style of real ones, made from SOPs whose flow is known."""
