"""The parts of addresses: registered once, when the doors are loaded."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class Reference(StringConverter):
    """A reference, a code or the name of a kind: nothing else reaches a query."""

    regex = "[0-9A-Za-z_]{1,40}"


class Small(IntConverter):
    """A number that every database can hold."""

    regex = "[0-9]{1,9}"


class Token(StringConverter):
    """What a private link may hold; anything else is not found before the database is asked."""

    regex = "[0-9A-Za-z]{1,64}"


def register_all() -> None:
    """Make the addresses know what a token, a reference and a small number are."""
    register_converter(Token, "token")
    register_converter(Reference, "ref")
    register_converter(Small, "small")
