"""Settings of how the service is reached and whom it reaches: one line each (docs/running.md is made from them)."""

from typing import Annotated, Literal

from msgspec import Struct

from vinculo.config.installation.kinds import FILE, HIDDEN, KEYS, NAMED, database, text, url, whole


class Network(Struct, kw_only=True, frozen=True):
    """Places, addresses and the database. PORT and DATABASE_URL bear no prefix: other programs know them so."""

    port: Annotated[int, whole(1, 65535, "port of the web server")] = 8000
    database_url: Annotated[
        str,
        database(
            "PostgreSQL 15 or newer, `postgresql://user:password@host/name`, of a cluster"
            " `postgresql://user:password@one,two,three/name?target_session_attrs=read-write`; without it SQLite in"
            " the folder of the data"
        ),
    ] = ""
    data: Annotated[
        str,
        text("folder of the data: database, secret key, received mail; only its owner can read it", default="`./data`"),
    ] = ""
    public_url: Annotated[
        str,
        url(
            "address that people type; it stands in mails and QR codes. With `https://` cookies are sent over TLS only",
            default="`http://127.0.0.1:$PORT`",
        ),
    ] = ""
    allowed_hosts: Annotated[str, text("host names that are answered, separated by commas", default="loopback")] = (
        "127.0.0.1,localhost,[::1],testserver"
    )
    behind_proxy: Annotated[
        bool, text("`1` when a web server in front sets `X-Forwarded-Proto` and `X-Forwarded-For`")
    ] = False
    trusted_proxies: (
        Annotated[
            int, whole(0, 9, "how many proxies in front add to `X-Forwarded-For`", default="`0`, behind a proxy `1`")
        ]
        | None
    ) = None
    secret_key: Annotated[
        str,
        text(
            "signs sessions and keyed hashes; set it where several machines serve together",
            default="made once, `data/secret_key`",
            kind=HIDDEN,
        ),
    ] = ""
    debug: Annotated[bool, text("never in production")] = False
    demo: (
        Annotated[
            bool,
            text(
                "whether the demo's people exist and the mailbox page is shown", default="`1` in the embedded default"
            ),
        ]
        | None
    ) = None
    database_pool: Annotated[bool, text("reuse connections to PostgreSQL")] = True
    database_prepared: Annotated[
        bool,
        text(
            "let PostgreSQL plan a statement once for each connection; `0` behind a pooler that lends a connection"
            " for one transaction and does not follow prepared statements"
        ),
    ] = True
    database_short_plans: Annotated[
        bool,
        text(
            "have PostgreSQL neither compile a statement nor share it among processes: both cost more than a page's"
            " statements take; sent when a connection is made (`options`), so `0` behind a pooler that refuses that"
        ),
    ] = True
    database_pooler: Annotated[
        bool,
        text(
            "`1` behind a PgBouncer that lends a connection for one transaction (1.22 or newer, checked with --deploy):"
            " no cursors on the server, no prepared statements, no settings of a connection"
        ),
    ] = False
    stream_url: Annotated[
        str, url("origin at which boards find their stream", default="the pages' own origin; with `./run` its port")
    ] = ""
    stream_most: Annotated[int, whole(1, 10_000, "boards that are connected at once; one more polls")] = 200


class Messages(Network, kw_only=True, frozen=True):
    """Mail and messages to mobiles."""

    smtp_host: Annotated[str, text("mail server of the institution", default="a mail server on loopback")] = ""
    smtp_port: Annotated[int, whole(1, 65535, "its port")] = 2525
    smtp_user: Annotated[str, text("its user; none: nobody logs in")] = ""
    smtp_password: Annotated[str, text("the password of that user", kind=HIDDEN)] = ""
    smtp_security: Annotated[
        Literal["none", "starttls", "tls"],
        text("how mail is encrypted on its way; a password leaves with `none` only for loopback"),
    ] = "none"
    mail_from: Annotated[str, text("sender")] = "IESS Turnos <turnos@vinculo.invalid>"
    demo_mailbox: Annotated[
        str, text("where the mail server on loopback keeps what it receives", default="`data/mailbox`")
    ] = ""
    phone_url: Annotated[
        str,
        url(
            "the service that carries messages to mobiles; without it and its token no message is written and no page"
            " promises one ([production.md](production.md))"
        ),
    ] = ""
    phone_token: Annotated[str, text("its bearer token", kind=HIDDEN)] = ""
    phone_channel: Annotated[Literal["sms", "whatsapp"], text("by which channel")] = "sms"
    phone_sender: Annotated[str, text("sender that the service shows, where it asks for one")] = ""
    phone_authority: Annotated[
        str,
        text("file in PEM of who signed the certificate of the service, where it is no public authority", kind=FILE),
    ] = ""
    phone_timeout: Annotated[int, whole(1, 300, "seconds for a message as a whole")] = 10


class Registry(Messages, kw_only=True, frozen=True):
    """The institution's registry of affiliates (docs/registry.md), and keys and files of the service's own."""

    registry_url: Annotated[
        str, url("the institution's registry of affiliates, asked over HTTP ([registry.md](registry.md))")
    ] = ""
    registry_token: Annotated[str, text("sent as a bearer token", kind=HIDDEN)] = ""
    registry_certificate: Annotated[
        str, text("file in PEM with the certificate of this program, for mutual TLS", kind=FILE)
    ] = ""
    registry_key: Annotated[str, text("file in PEM with the key of that certificate", kind=FILE)] = ""
    registry_authority: Annotated[
        str,
        text("file in PEM of who signed the certificate of the registry, where it is no public authority", kind=FILE),
    ] = ""
    registry_timeout: Annotated[int, whole(1, 60, "seconds for a question as a whole, with up to three attempts")] = 4
    registry_keep: Annotated[int, whole(0, 86_400, "seconds that an answer is kept in a process")] = 300
    registry_most_kept: Annotated[int, whole(1, 1_000_000, "how many answers at most")] = 5000
    registry_failures: Annotated[int, whole(1, 100, "failures in a row after which nobody asks for a while")] = 5
    registry_pause: Annotated[int, whole(1, 3600, "how many seconds that is")] = 30
    oidc_issuer: Annotated[
        str, url("the institution's identity provider (OpenID Connect, D33), as it calls itself; none: not used")
    ] = ""
    oidc_client: Annotated[str, text("how this service is called there")] = ""
    oidc_secret: Annotated[str, text("its secret there", kind=HIDDEN)] = ""
    oidc_roles: Annotated[
        str,
        text("the roles of each group there, `group: role, role; group: role`; who has none is refused", kind=NAMED),
    ] = ""
    oidc_role_claim: Annotated[str, text("the claim with the groups; points for a nested one")] = "groups"
    oidc_name_claim: Annotated[
        str, text("the claim with the user name of the account here, by which it is found at its first log-in alone")
    ] = "preferred_username"
    oidc_bind: Annotated[
        bool, text("whether the first log-in binds an account to its owner's `sub` there; off: an administrator does")
    ] = True
    oidc_timeout: Annotated[int, whole(1, 60, "seconds for a question to it")] = 5
    password_log_in: Annotated[
        bool, text("whether the staff can log in with a password of this service, where there is a provider too")
    ] = True
    party_keys: Annotated[
        str,
        text(
            "keys of the hash of the number of each member of staff (D35), `id: key; id: key`, the one in use first;"
            " a key stays as long as a number was kept under it. Machines that share a database share it",
            default="one in the data folder",
            kind=KEYS,
        ),
    ] = ""
    link_keys: Annotated[
        str,
        text(
            "keys from which private links are derived (D34, decision 0058), `id: key; id: key`, the one in use first;"
            " a key stays as long as a row has a link of it. Machines that share a database share them. Without its key"
            " a link that was given goes on working, but no mail and no print can give it again",
            default="one in the data folder",
            kind=KEYS,
        ),
    ] = ""
    log_keys: Annotated[
        str,
        text(
            "keys of the event log (D32, decision 0051), `id: key; id: key`, the first writes, each verifies: a key"
            " stays for ever. A new one in front is noted as an event. Machines that share a database share them",
            default="one in the data folder",
            kind=KEYS,
        ),
    ] = ""
    log_heads: Annotated[
        str,
        text(
            "the file that holds what the log came to on each day; `verify_events` compares",
            default="`log_heads` in the data folder",
        ),
    ] = ""
    log_recipients: Annotated[
        str, text("mailboxes, with commas, that get the head of the log each night: two, of different people")
    ] = ""
    factor_keys: Annotated[
        str,
        text(
            "keys of the secrets of second factors (D33), `id: key; id: key`: the first encrypts, each decrypts."
            " Machines that share a database share them",
            default="one in the data folder",
            kind=KEYS,
        ),
    ] = ""
    copy_folder: Annotated[
        str,
        text(
            "where the copies scanned at a desk are kept, encrypted (D35, decision 0049); machines that share a"
            " database share it",
            default="`copies` in the data folder",
        ),
    ] = ""
    copy_keys: Annotated[
        str,
        text(
            "keys of these files, `id: key; id: key`: the first encrypts, each decrypts. A key stays as long as"
            " there is a file under it; without it the files are lost, so keep it apart from the backups",
            default="one in the data folder",
            kind=KEYS,
        ),
    ] = ""
    language_readers: Annotated[
        str,
        text(
            "who read a language for the institution, as `en: Ana Ruiz; ht: Jean Joseph`: a language is offered once"
            " it has its reader. Codes: `en`, `pt-br`, `fr`, `zh-hans`, `ht`; Spanish is always there",
            default="none; the demo offers all six",
            kind=NAMED,
        ),
    ] = ""
