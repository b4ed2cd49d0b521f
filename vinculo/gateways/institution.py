"""The conversation with the institution's identity provider: OpenID Connect, code flow with PKCE (D33).

Its addresses are read from its own description at each log-in; whatever it signs is checked against its own keys.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ["RS256", "PS256", "ES256"]  # signed with a key that only the provider has: never a shared secret
LEEWAY = 60  # seconds that two clocks may differ


class ProviderAway(Exception):
    """The provider gives no answer that can be used; `reason` is for the log and bears no personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Asked:
    """What one log-in was asked with, kept by the browser's session until the answer comes."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Provider:
    """The provider, and how this house is known there."""

    issuer: str
    client_id: str
    client_secret: str
    redirect: str
    timeout: float

    def address(self, asked: Asked) -> str:
        """Return where the browser is sent to. Raises `ProviderAway`."""
        challenge = base64.urlsafe_b64encode(sha256(asked.verifier.encode()).digest()).decode().rstrip("=")
        words = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect,
            "scope": "openid profile",
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        where = str(self._description()["authorization_endpoint"])
        return f"{where}{'&' if '?' in where else '?'}{urlencode(words)}"

    def claims(self, code: str, asked: Asked, now: datetime) -> Mapping[str, Any]:
        """Return what the provider signed of the person who logged in there. Raises `ProviderAway`."""
        description = self._description()
        words = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "code_verifier": asked.verifier,
        }
        token = self._json("POST", description["token_endpoint"], data=words, auth=(self.client_id, self.client_secret))
        keys = self._json("GET", description["jwks_uri"])
        try:
            claims = jwt.decode(str(token["id_token"]), KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims
            self._rules(asked, now).validate(claims)
        except (JoseError, KeyError, ValueError, TypeError) as error:
            raise ProviderAway(f"token: {type(error).__name__}") from error
        return claims

    def _rules(self, asked: Asked, now: datetime) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": asked.nonce},
        )

    def _description(self) -> Mapping[str, Any]:
        description: dict[str, Any] = self._json("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if description.get("issuer") != self.issuer:
            raise ProviderAway("issuer")
        if missing := {"authorization_endpoint", "token_endpoint", "jwks_uri"} - description.keys():
            raise ProviderAway(f"description: {min(missing)}")
        return description

    def _json(self, method: str, address: str, **options: Any) -> Any:
        try:
            answer = httpx.request(method, address, timeout=self.timeout, follow_redirects=False, **options)
            content = answer.json() if answer.status_code == httpx.codes.OK else None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise ProviderAway(type(error).__name__) from error
        if not isinstance(content, dict):
            raise ProviderAway(f"status {answer.status_code}")
        return content
