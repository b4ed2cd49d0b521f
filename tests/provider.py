"""An identity provider of an institution on loopback, made with authlib's server: OpenID Connect, code flow, PKCE."""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Payload, OAuth2Request, grants
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode, UserInfo
from joserfc.jwk import KeySet, RSAKey

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # on loopback
CLIENT, SECRET = "vinculo", "secreto-de-prueba"


@dataclass
class IdentityProvider:
    """Who has logged in there, and what is said of them."""

    redirect: str
    person: dict[str, Any] = field(default_factory=dict)  # the claims of anyone who sits at the browser; empty: nobody
    url: str = ""
    issuer: str = ""  # where it says to be another one than it is
    audience: str = CLIENT
    lifetime: int = 300
    signs_with: RSAKey | None = None  # another key than it publishes
    codes: dict[str, Any] = field(default_factory=dict)
    challenges: list[str] = field(default_factory=list)

    @cached_property
    def key(self) -> RSAKey:
        """Return the key with which it signs."""
        return RSAKey.generate_key(2048, {"kid": "una"}, private=True)


class _Client(ClientMixin):  # type: ignore[misc]
    def __init__(self, redirect: str) -> None:
        self.client_id, self.redirect = CLIENT, redirect

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class _Code(AuthorizationCodeMixin):  # type: ignore[misc]
    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    user: dict[str, Any]

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> Any:
        return self.user.get("amr")


class _Payload(OAuth2Payload):  # type: ignore[misc]
    def __init__(self, words: dict[str, str]) -> None:
        self._words = words

    @property
    def data(self) -> dict[str, str]:
        return self._words

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        return defaultdict(list, {name: [value] for name, value in self._words.items()})


class _Request(OAuth2Request):  # type: ignore[misc]
    def __init__(self, method: str, uri: str, headers: Any, words: dict[str, str]) -> None:
        super().__init__(method, uri, headers=headers)
        self.payload, self._words = _Payload(words), words

    @property
    def args(self) -> dict[str, str]:
        return self._words

    @property
    def form(self) -> dict[str, str]:
        return self._words


class _Server(AuthorizationServer):  # type: ignore[misc]
    def __init__(self, provider: IdentityProvider) -> None:
        super().__init__()
        self.provider = provider
        self.register_token_generator("default", BearerTokenGenerator(lambda *_args, **_more: generate_token(42)))

    def query_client(self, client_id: str) -> _Client | None:
        return _Client(self.provider.redirect) if client_id == CLIENT else None

    def save_token(self, token: Any, request: Any) -> None:
        """Keep nothing: nobody asks with it."""

    def create_oauth2_request(self, request: Any) -> Any:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> tuple[int, str, Any]:
        return status, json.dumps(body) if isinstance(body, dict) else body, headers

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Tell nobody."""


class _Grant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def save_authorization_code(self, code: str, request: Any) -> None:
        provider, words = self.server.provider, request.payload.data
        method = words.get("code_challenge_method", "")
        provider.challenges.append(method)
        challenge, nonce = words.get("code_challenge", ""), words.get("nonce", "")
        uri, scope, person = words["redirect_uri"], words["scope"], dict(provider.person)
        provider.codes[code] = _Code(code, uri, scope, nonce, challenge, method, person)

    def query_authorization_code(self, code: str, client: Any) -> Any:
        return self.server.provider.codes.get(code)

    def delete_authorization_code(self, authorization_code: _Code) -> None:
        del self.server.provider.codes[authorization_code.code]

    def authenticate_user(self, authorization_code: _Code) -> dict[str, Any]:
        return authorization_code.user


class _Signed(OpenIDCode):  # type: ignore[misc]
    def __init__(self, provider: IdentityProvider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False

    def resolve_client_private_key(self, client: Any) -> KeySet:
        return KeySet([self.provider.signs_with or self.provider.key])

    def get_client_algorithm(self, client: Any) -> str:
        return "RS256"

    def get_client_claims(self, client: Any) -> dict[str, Any]:
        return {}

    def get_compatible_claims(self, request: Any) -> dict[str, Any]:
        now, provider = int(time.time()), self.provider
        times = {"iat": now, "exp": now + provider.lifetime}
        return {"iss": provider.issuer or provider.url, "aud": [provider.audience], **times}

    def generate_user_info(self, user: dict[str, Any], scope: str) -> UserInfo:
        return UserInfo(user)


def _make_server(provider: IdentityProvider) -> _Server:
    """Return authlib's server with the grant of codes, PKCE and signed tokens."""
    server = _Server(provider)
    server.register_grant(_Grant, [_Signed(provider), CodeChallenge(required=True)])
    return server


@contextmanager
def running(redirect: str) -> Iterator[IdentityProvider]:
    """Run a provider that leads back to this address."""
    provider = IdentityProvider(redirect)
    server = _make_server(provider)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path)
            if path.path == "/.well-known/openid-configuration":
                return self._send(200, json.dumps(_description(provider)), [])
            if path.path == "/llaves":
                return self._send(200, json.dumps(KeySet([provider.key]).as_dict(private=False)), [])
            request = _Request("GET", f"{provider.url}{self.path}", self.headers, dict(parse_qsl(path.query)))
            grant = server.get_authorization_grant(request)
            answer = server.create_authorization_response(request, provider.person or None, grant)
            return self._send(*answer)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            request = _Request("POST", f"{provider.url}{self.path}", self.headers, dict(parse_qsl(body)))
            self._send(*server.create_token_response(request))

        def _send(self, status: int, body: str, headers: Any) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{httpd.server_port}"
    thread = Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def _description(provider: IdentityProvider) -> dict[str, Any]:
    return {
        "issuer": provider.url,
        "authorization_endpoint": f"{provider.url}/entrar",
        "token_endpoint": f"{provider.url}/ficha",
        "jwks_uri": f"{provider.url}/llaves",
        "response_types_supported": ["code"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
    }
