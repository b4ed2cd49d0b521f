#!/usr/bin/env python3
"""Vínculo's administrative commands."""

import gc
import os
import sys

from django.core.management import execute_from_command_line

from vinculo.config.installation.starting import check_settings, explain_database


def main() -> None:
    """Run the command that the arguments name, on the project's settings."""
    gc.set_threshold(
        50_000
    )  # what is loaded stays: looking through it at every step took a fifth of the time of a start
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")
    check_settings()
    with explain_database():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
