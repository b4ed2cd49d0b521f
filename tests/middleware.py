"""The chain of middleware, loaded once for a process as a server does it, not for each client of a test.

Whitenoise lists every static file when it is loaded, which took an eighth of the time of the tests of the pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import setting_changed
from django.test.client import ClientHandler

PARTS = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")


@pytest.fixture(autouse=True, scope="session")
def middleware_loaded_once() -> Iterator[None]:
    """Give each client the chain that the first one loaded; a setting that a test changes makes it load anew."""
    load = ClientHandler.load_middleware
    loaded: list[dict[str, Any]] = []

    def load_once(self: ClientHandler, is_async: bool = False) -> None:
        if not loaded:
            load(self, is_async)
            loaded.append({name: vars(self)[name] for name in PARTS})
        else:
            vars(self).update(loaded[0])

    def forget(**_: Any) -> None:
        loaded.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield
    setting_changed.disconnect(forget)
