"""Office files and BPMN models become procedures in reStructuredText: readers, recognition, inference of the flow, writing.

A reader turns a file into one neutral value (`document`), recognition finds forms and flowchart tables in it, inference
turns shapes, lines, marks and wording into arrows, each with its certainty, and `writing` says the result in our syntax.
Nothing in a file is executed and nothing it names is fetched.
"""
