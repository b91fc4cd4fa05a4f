"""The manual as data: one module for each format, a function from `Manual` to text or bytes."""
