"""Counts the statements of each request, with session and draft; BEGIN, COMMIT and savepoints are not counted.

Usage: python -m bench.statements FOLDER; prints JSON. The database is the load's, the requests are the real ones.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")

FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def ask(line: str) -> tuple[int, Any]:
    """Send the request of a line and return how many statements it took, and the answer."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    path, cookie, *sent = line.split("\t")
    client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    client.cookies.load(cookie)
    with CaptureQueriesContext(connection) as captured:
        if sent:
            answer = client.post(path, sent[0], content_type="application/x-www-form-urlencoded")
        else:
            answer = client.get(path)
    return sum(not query["sql"].startswith(FRAME) for query in captured.captured_queries), answer


def main(folder: Path) -> None:
    """Count, and print."""
    django.setup()
    page = (folder / "read-product.tsv").read_text().splitlines()[0]
    *others, last = (folder / "book-product.tsv").read_text().splitlines()
    (folder / "book-product.tsv").write_text("\n".join(others) + "\n")  # the person who booked here books no more
    path, cookie, sent = last.split("\t")
    read, _ = ask(page)
    hold, held = ask("\t".join([path, cookie, sent]))
    confirm, done = ask("\t".join([held["Location"], cookie, sent]))
    assert done["Location"].startswith("/mi-turno/"), done["Location"]
    print(json.dumps({"read": read, "hold": hold, "confirm": confirm}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
