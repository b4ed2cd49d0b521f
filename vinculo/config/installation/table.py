"""The table of all settings: those of the service, those of the house, and those that other programs read."""

from typing import Annotated, Literal

from vinculo.config.installation.house import House
from vinculo.config.installation.kinds import HIDDEN, text, whole
from vinculo.rules.shared.limits import DEFAULTS

PREFIX = "VINCULO_"
BARE = frozenset({"port", "database_url"})  # other programs know them without a prefix


class Given(House, kw_only=True, frozen=True):
    """Every setting: to add one, write its line in the class of its subject; docs/running.md is made from it."""

    log_format: Annotated[
        Literal["text", "json"],
        text("how a line of the log is written: for people, or for a program that collects them"),
    ] = "text"
    metrics_port: (
        Annotated[
            int,
            whole(1, 65535, "port at which `manage.py serve_metrics` answers Prometheus", default="none: no metrics"),
        ]
        | None
    ) = None
    metrics_host: Annotated[str, text("address of that port; never one that the public reaches")] = "127.0.0.1"
    late_outbox_minutes: Annotated[
        int, whole(1, 10_080, "how long a message may be due before `manage.py check_late` names the outbox")
    ] = 15

    # Of the launcher, the units, the tests and the benches: known here, so that a slip in them is told too.
    host: Annotated[str, text("address to listen on with `./run`; leave it and put a web server with TLS in front")] = (
        "127.0.0.1"
    )
    workers: Annotated[int, whole(1, 256, "processes of the web server")] = 1
    threads: (
        Annotated[
            int,
            whole(
                1,
                256,
                "requests in each of them that may ask the database at once; further threads answer what needs none",
                default="with `./run` two per core and one more, at most 8",
            ),
        ]
        | None
    ) = None
    stream_port: (
        Annotated[
            int,
            whole(
                1,
                65535,
                "port of the process that sends the numbers to the boards (granian with ASGI)",
                default="with `./run` a free one; behind https `8001`",
            ),
        ]
        | None
    ) = None
    backups: Annotated[str, text("where `deploy/backup` writes to")] = "/var/backups/vinculo"
    backup_recipient: Annotated[
        str,
        text(
            "public key of age (`age1…`) to which backups are encrypted; its private key stays off this machine",
            default="none: not encrypted",
        ),
    ] = ""
    backup_days: Annotated[int, whole(1, 36_600, "for how many days its copies are kept")] = 30
    admin_password: Annotated[str, text("what `create_administrator` takes as password", kind=HIDDEN)] = ""
    officer_password: Annotated[str, text("what `create_officer` takes as password", kind=HIDDEN)] = ""
    venv: Annotated[
        str, text("the virtual environment, where the project's folder cannot be written", default="`./.venv`")
    ] = ""
    python: Annotated[str, text("the Python to use, where `./run` does not find one")] = ""
    chromium: Annotated[str, text("the browser for the tests, where it is not found")] = ""
    require_browser: Annotated[bool, text("`1`: the tests fail where no browser is found")] = False
    counted: Annotated[str, text("the application that a bench counts")] = ""


# Names that a version took out of use, and what to do now: they only warn, so that an old file still starts.
RETIRED: dict[str, str] = {}

# How often something may be done (D17): the names are made from the acts, their defaults stand in rules/shared/limits.
LIMITS = {
    f"LIMIT_{act}_{by}".upper(): most for act, kinds in DEFAULTS.items() for by, (most, _minutes) in kinds.items()
}
LIMIT = whole(1, 1_000_000, "how often that may be done")


def field_name(name: str) -> str:
    """Return the name of the field that a name of the environment sets."""
    return name.removeprefix(PREFIX).lower()


def setting_name(field: str) -> str:
    """Return the name of the environment that sets a field."""
    return field.upper() if field in BARE else f"{PREFIX}{field.upper()}"
