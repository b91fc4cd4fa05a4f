"""From values and fonts to PDF by Typst: its literals, its measures, its compiler."""
