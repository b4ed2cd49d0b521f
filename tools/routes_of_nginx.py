"""Write the routes into the map of deploy/nginx/vinculo.conf, by which nginx names addresses in its log.

Run it when an address was added: `.venv/bin/python -m tools.routes_of_nginx`. `tests/deploy/test_nginx.py` compares.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

CONFIGURATION = Path(__file__).resolve().parent.parent / "deploy" / "nginx" / "vinculo.conf"
_MARKED = re.compile(r"(?<=    # routes: begin\n).*(?=    # routes: end\n)", re.DOTALL)


def with_routes(text: str, lines: list[str]) -> str:
    """Return the configuration with these lines between its marks."""
    return _MARKED.sub(lambda _: "".join(f"    {line}\n" for line in lines), text)


def main() -> None:
    """Write the map of the routes that there are now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")
    import django

    django.setup()
    from vinculo.config.logs.routes import nginx_lines

    text = CONFIGURATION.read_text(encoding="utf-8")
    CONFIGURATION.write_text(with_routes(text, nginx_lines()), encoding="utf-8")


if __name__ == "__main__":
    main()
