"""The sheet of one SOP: form, chart and what stands around them."""
