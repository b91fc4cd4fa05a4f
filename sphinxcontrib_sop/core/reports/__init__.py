"""What a check found, as text for people and for programs: one module for each format, one table."""

from ..rules import sentence
from ._report import SPHINX, Count, Report, Subject
from .formats import FORMATS, Format
from .keys import Key, keys_of

__all__ = ["FORMATS", "SPHINX", "Count", "Format", "Key", "Report", "Subject", "keys_of", "sentence"]
