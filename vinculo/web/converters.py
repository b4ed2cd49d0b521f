"""The parts of the staff's addresses: registered once, by whichever door is opened first."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class Reference(StringConverter):
    """A reference, a code or the name of a kind: nothing else reaches a query."""

    regex = "[0-9A-Za-z_]{1,40}"


class Small(IntConverter):
    """A number that every database can hold."""

    regex = "[0-9]{1,9}"


register_converter(Reference, "ref")
register_converter(Small, "small")
