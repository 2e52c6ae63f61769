"""Small houses outside for the tests: a real HTTP server on this machine that signs tokens with real keys."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "yanzhen-here", "sealed-and-secret"


class House:
    """Knows people (`claims` by code), signs what it says, and can be told to lie."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {"sub": "u-17", "name": "王小满", "email": "wang@firm.example"}
        self.lies: dict[str, Any] = {}
        self.signed_by: Any = self.key
        self.algorithm = "RS256"
        self.rounds: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.answers: dict[str, Any] = {}
        self.url = ""

    def authorize(self, address: str) -> str:
        """What the browser does there: the person agrees, and comes back with a code."""
        given = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.rounds)}"
        self.rounds[code] = given
        return f"{given['redirect_uri']}?code={code}&state={given['state']}"

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        begun = self.rounds.pop(form["code"])
        verifier = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if challenge != begun["code_challenge"] or form["client_secret"] != SECRET:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": begun["nonce"], **self.claims}
        claims = {name: value for name, value in {**claims, **self.lies}.items() if value is not None}
        signed = jwt.encode(claims, self.signed_by, self.algorithm, headers={"kid": "k1"})
        return {"access_token": "a", "token_type": "Bearer", "id_token": signed}

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "k1", "alg": "RS256", "use": "sig"}]}

    def answer(self, path: str, form: dict[str, str]) -> Any:
        self.asked.append(path)
        pages: dict[str, Any] = {
            "/.well-known/openid-configuration": lambda: {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/token": lambda: self.token(form),
            "/keys": self.keys,
        }
        return self.answers[path] if path in self.answers else pages[path]() if path in pages else None


@contextmanager
def standing() -> Iterator[House]:
    """The house answers on a free port until the end."""
    house = House()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(house.answer(urlsplit(self.path).path, {}))

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            is_json = sent.startswith("{")
            form = json.loads(sent) if is_json else {name: values[0] for name, values in parse_qs(sent).items()}
            self._say(house.answer(urlsplit(self.path).path, form))

        def _say(self, said: Any) -> None:
            body = json.dumps(said).encode()
            self.send_response(404 if said is None else 400 if "error" in said else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    house.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield house
    finally:
        server.shutdown()
        server.server_close()
