"""Dates and numbers in Haitian Creole, of which neither Django nor CLDR knows anything: written as in French."""

from vinculo.config.formats.fr.formats import *  # noqa: F403
