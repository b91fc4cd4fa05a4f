"""SOPs as office documents: identity form and flowchart table in XLSX and DOCX, with shapes and glued connectors.

`content` says what stands in form and table, `drawing` turns a chart into shapes and connectors, `connectors` finds the
preset of DrawingML for a path, `xlsx` and `docx` write the files.
"""
