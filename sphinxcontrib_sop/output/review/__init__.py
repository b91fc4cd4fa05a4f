"""A comparison of two manuals for a reviewer: as text, Markdown, JSON, comparison table or flowcharts side by side."""
