#!/usr/bin/env python3
"""Vínculo's administrative commands."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command that the arguments name, on the project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
