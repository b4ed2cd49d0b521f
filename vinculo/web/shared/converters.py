"""The parts of addresses: registered once, when the doors are loaded."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class Reference(StringConverter):
    """A reference, a code or the name of a kind: nothing else reaches a query."""

    regex = "[0-9A-Za-z_]{1,40}"


class Small(IntConverter):
    """A number that every database can hold."""

    regex = "[0-9]{1,9}"


class Key(IntConverter):
    """The number of a row: what no column can hold is not found before the database is asked (D36)."""

    regex = "[0-9]{1,18}"


class Token(StringConverter):
    """What a private link may hold; anything else is not found before the database is asked."""

    regex = "[0-9A-Za-z]{1,64}"


def register_all() -> None:
    """Make the addresses know what a token, a reference, a small number and the number of a row are."""
    register_converter(Token, "token")
    register_converter(Reference, "ref")
    register_converter(Small, "small")
    register_converter(Key, "key")
