"""A very large manual compiled in parts, which are joined."""

from __future__ import annotations

from .book import Book


def joined_pdf(book: Book) -> bytes:
    """Return the manual as one PDF that was compiled in parts."""
    return book.pdf()
