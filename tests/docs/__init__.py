"""The documentation tells the truth: what it shows is built or run, its links lead somewhere, its pictures are of today."""
