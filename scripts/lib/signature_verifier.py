# SPDX-License-Identifier: Apache-2.0
"""A server on loopback that verifies the signature of each request with botocore, AWS' own signer.

    python scripts/lib/signature_verifier.py ACCESS_KEY_ID SECRET_ACCESS_KEY

Its first line of output is its port. It answers 200 and `{}` to a request whose signature is right and covers what it
should, and 403 with the reason to any other. It ends when its standard input does.
"""

import datetime
import http.server
import json
import re
import sys
import threading
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/,]+)/(?P<date>\d{8})/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)"
    r"/aws4_request, ?SignedHeaders=(?P<headers>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)
ALWAYS_SIGNED = ("host", "x-amz-date", "content-type")
SIGNED_IF_SENT = ("x-amz-target", "x-amz-security-token", "amz-sdk-invocation-id", "amz-sdk-request")
NEVER_SIGNED = ("user-agent", "x-amzn-trace-id", "authorization")
LONGEST_SKEW = datetime.timedelta(minutes=5)


class Wrong(Exception):
    """Why a request is refused."""


class Verifier(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    credentials: Credentials

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            self.verify(body)
        except Wrong as wrong:
            self.answer(403, {"__type": "SignatureDoesNotMatch", "message": str(wrong)})
        else:
            self.answer(200, {})

    def verify(self, body: bytes) -> None:
        match = AUTHORIZATION.fullmatch(self.headers.get("Authorization", ""))
        if not match:
            raise Wrong("Authorization is missing or malformed")
        if match["key"] != self.credentials.access_key:
            raise Wrong("the access key is another one")
        signed = match["headers"].split(";")
        self.check_signed_headers(signed)
        timestamp = self.headers["X-Amz-Date"]
        self.check_time(timestamp, match["date"])

        request = AWSRequest(self.command, f"http://{self.headers['Host']}{self.path}", data=body)
        for name in signed:
            for value in self.headers.get_all(name, []):
                request.headers.add_header(name, value)
        request.context["timestamp"] = timestamp
        signer = SigV4Auth(self.credentials, match["service"], match["region"])
        canonical = signer.canonical_request(request)
        signature = signer.signature(signer.string_to_sign(request, canonical), request)
        if signature != match["signature"]:
            raise Wrong(f"the signature is wrong for {canonical!r}")

    def check_signed_headers(self, signed: list[str]) -> None:
        if signed != sorted(set(signed)):
            raise Wrong("SignedHeaders is not sorted")
        needed = [*ALWAYS_SIGNED, *(name for name in SIGNED_IF_SENT if name in self.headers)]
        if missing := [name for name in needed if name not in signed]:
            raise Wrong(f"not signed: {missing}")
        if extra := [name for name in NEVER_SIGNED if name in signed]:
            raise Wrong(f"should not be signed: {extra}")

    def check_time(self, timestamp: str, date: str) -> None:
        time = datetime.datetime.strptime(timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
        if abs(datetime.datetime.now(datetime.timezone.utc) - time) > LONGEST_SKEW:
            raise Wrong(f"{timestamp} is not now")
        if not timestamp.startswith(date):
            raise Wrong(f"the scope says {date}, X-Amz-Date {timestamp}")

    def answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def main() -> None:
    Verifier.credentials = Credentials(*sys.argv[1:3])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Verifier)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


main()
