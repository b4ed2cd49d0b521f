"""What a browser says of itself, in two words: its name and that of the system (D33).

A table of our own: the list of one's own sessions needs six names, and where none fits says so. A library that knows
thousands of devices would have to be kept up for them.
"""

from __future__ import annotations

# In this order: most browsers also name those whose pages they can show.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def name_browser(said: str) -> tuple[str, str]:
    """Return the names of browser and system, each empty where none of the table is named."""
    browser = next((name for word, name in BROWSERS if word in said), "")
    system = next((name for word, name in SYSTEMS if word in said), "")
    return browser, system
