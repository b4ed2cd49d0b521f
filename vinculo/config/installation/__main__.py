"""Looks at the settings alone: what `./run` asks before it starts anything."""

from vinculo.config.installation.starting import check_settings

check_settings()
