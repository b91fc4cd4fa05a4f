"""From steps to the flow between them, and what follows from it: lanes, paths, relations, sentences, figures."""
