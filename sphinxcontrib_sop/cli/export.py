"""x."""

from ..model import Message

SUMMARY = Message(template="x")


def add_arguments(parser):
    pass


def run(args):
    return 0
