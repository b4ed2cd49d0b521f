"""Every route with a part that varies, read from the program, and addresses of it that carry secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from vinculo.config.logs.routes import all_routes

HEX, CODE, SHORT = "0123456789abcdef0123456789abcdef", "9041235678", "ASNFZ4mrze8BI0VniavN7w"
SIGNED = "NDE:1vP4Lh:8zq3m0pX2dV7yBtR5kQw9uJc1nHs6fAgE4iLoTxUeZv"
SECRETS = (HEX, CODE, SHORT, SIGNED)
MARKS = (*SECRETS, HEX.upper(), SIGNED.split(":")[2])  # what no log may hold, in whatever case
VARYING = tuple(route for route in all_routes() if "<" in route)


def addresses(route: str) -> Iterator[str]:
    """Yield addresses of a route with each kind of secret, and many ways to write and to mistype them."""
    for secret in SECRETS:
        yield re.sub(r"<\w+>", secret, route)
    whole = re.sub(r"<\w+>", HEX, route)
    yield re.sub(r"<\w+>", HEX.upper(), route)
    yield re.sub(r"<\w+>", "".join(f"%{ord(sign):02X}" for sign in HEX), route)
    yield re.sub(r"<\w+>", quote(f"{HEX}\r\n9041235678 forged line\u2028", safe=""), route)
    yield re.sub(r"<\w+>", f"{HEX}%2F{CODE}", route)
    yield re.sub(r"<\w+>", f"x{HEX}", route)
    yield f"{whole}?a={HEX}&next=/mi-turno/{SHORT}/"
    yield f"/en{whole}"
    yield f"/pt-br{whole}"
    yield f"/EN{whole}"
    yield f"//{whole[1:]}".replace(HEX, f"/{HEX}/")
    yield whole.rstrip("/")
    yield f"{whole}{HEX}"
    yield whole.upper()
    yield f"/x{whole}"
    yield f"/static{whole}"


def find_secrets(log: str) -> list[str]:
    """Return which secrets are in a log, in whatever case, and encoded."""
    folded = log.casefold()
    encoded = ["".join(f"%{ord(sign):02x}" for sign in HEX), quote(SIGNED, safe="")]
    return [mark for mark in (*MARKS, *encoded) if mark.casefold() in folded]
