"""
A provider's key set, served on this machine.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    """
    Give a key of the provider's.
    """
    return generate_private_key(public_exponent=65_537, key_size=2_048)


@pytest.fixture(scope="module")
def key_set(key: RSAPrivateKey) -> Iterator[str]:
    """
    Serve the provider's public key on this machine.
    """
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    content = json.dumps({"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]}).encode()

    class Handler(BaseHTTPRequestHandler):
        """
        Answers every question with the key set.
        """

        def do_GET(self) -> None:
            """
            Send it.
            """
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """
            Stay quiet.
            """

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/certs"
        server.shutdown()
        thread.join()
