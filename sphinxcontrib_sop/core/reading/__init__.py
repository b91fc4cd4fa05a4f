"""From what a person types to values: entries, dates, durations, rows of actors, tables."""
