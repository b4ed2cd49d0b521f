"""The fields of the desk; those of every door of the staff."""

from vinculo.web.fields import (
    CAPITALS,
    CHOOSE,
    PLAIN,
    YES_NO,
    DayField,
    MarkField,
    NamesField,
    NumberField,
    VersionField,
    WordsField,
    country_field,
    radio,
)

__all__ = [
    "CAPITALS",
    "CHOOSE",
    "PLAIN",
    "YES_NO",
    "DayField",
    "MarkField",
    "NamesField",
    "NumberField",
    "VersionField",
    "WordsField",
    "country_field",
    "radio",
]
