"""What a browser says of itself is said in two words (D33)."""

from __future__ import annotations

import pytest

from vinculo.rules.staff.browsers import name_browser

GECKO, WEBKIT = "Mozilla/5.0 ({}; rv:128.0) Gecko/20100101 Firefox/128.0", "Mozilla/5.0 ({}) AppleWebKit/537.36 {}"
WINDOWS, MAC = "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7"
PHONE = "iPhone; CPU iPhone OS 17_5 like Mac OS X"


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (GECKO.format(WINDOWS), ("Firefox", "Windows")),
        (GECKO.format("X11; Linux x86_64"), ("Firefox", "Linux")),
        (WEBKIT.format(WINDOWS, "(KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"), ("Chrome", "Windows")),
        (WEBKIT.format(WINDOWS, "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"), ("Edge", "Windows")),
        (WEBKIT.format(WINDOWS, "Chrome/126.0.0.0 Safari/537.36 OPR/111.0.0.0"), ("Opera", "Windows")),
        (WEBKIT.format("X11; CrOS x86_64 14541.0.0", "Chrome/126.0.0.0 Safari/537.36"), ("Chrome", "ChromeOS")),
        (WEBKIT.format("Linux; Android 10; K", "Chrome/126.0.0.0 Mobile Safari/537.36"), ("Chrome", "Android")),
        (
            WEBKIT.format("Linux; Android 14", "SamsungBrowser/25.0 Chrome/121 Safari/537"),
            ("Samsung Internet", "Android"),
        ),
        (WEBKIT.format(MAC, "Version/17.5 Safari/605.1.15"), ("Safari", "macOS")),
        (WEBKIT.format(PHONE, "Version/17.5 Mobile/15E148 Safari/604.1"), ("Safari", "iPhone")),
        (WEBKIT.format(PHONE, "CriOS/126.0 Mobile/15E148 Safari/604.1"), ("Chrome", "iPhone")),
        (WEBKIT.format(PHONE, "FxiOS/127.0 Mobile/15E148 Safari/605.1.15"), ("Firefox", "iPhone")),
        ("curl/8.5.0", ("", "")),
        ("", ("", "")),
    ],
)
def test_d33_browser_and_system_are_named_and_what_is_unknown_is_not_guessed(said: str, names: tuple[str, str]) -> None:
    assert name_browser(said) == names
