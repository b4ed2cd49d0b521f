"""Puts what a request cost the application into its answer: statements, and processor time of its thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

STATEMENTS, PROCESSOR = "X-Statements", "X-Processor-Ms"
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")  # not counted
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def add_headers(served: Application) -> Application:
    """Return the application with two headers more on each answer."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        from django.db import connection

        statements = 0

        def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal statements
            statements += not sql.startswith(FRAME)
            return execute(sql, params, many, context)

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            spent = (time.thread_time() - began) * 1000
            return start_response(
                status, [*headers, (STATEMENTS, str(statements)), (PROCESSOR, f"{spent:.3f}")], *error
            )

        began = time.thread_time()
        with connection.execute_wrapper(count):
            return served(environ, start)

    return answer
