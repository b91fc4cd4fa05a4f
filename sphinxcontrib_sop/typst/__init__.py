"""PDF sheets by way of Typst: the form and the flowchart of each SOP as an official signs them."""
