# SPDX-License-Identifier: Apache-2.0
"""One endpoint for the local stack: Identity Center, identity store and Organizations go to moto, the rest to MiniStack.

MiniStack gives this address to the functions it runs, so that the template needs no setting for a local AWS. Requests
pass as they are, `Host` included, which is signed. moto knows no IAM, so it is asked here: a function reaches moto only
if MiniStack, simulating the policies of the function's role as they are at that moment, would allow it.
"""

import argparse
import http.client
import http.server
import json
import pathlib
import re
from typing import Any

import boto3
import function_keys
import rights
from botocore.config import Config
from servers import LOOPBACK, REGION

MOTO_TARGETS = ("SWBExternalService.", "AWSIdentityStore.", "AWSOrganizationsV20161128.")
ROOT_KEY = "test"
# Of one connection only, or not what it was once a body has been read whole.
NOT_PASSED_ON = {"connection", "keep-alive", "expect", "transfer-encoding", "x-forwarded-proto"}
CREDENTIAL = re.compile(r"Credential=([^/,]+)/")


class Denied(Exception):
    """What IAM would say."""


class Guard:
    """Answers for IAM where moto does not."""

    def __init__(self, ministack: str):
        settings = {
            "region_name": REGION,
            "endpoint_url": ministack,
            "aws_access_key_id": ROOT_KEY,
            "aws_secret_access_key": ROOT_KEY,
            "config": Config(retries={"max_attempts": 1}, proxies={}),
        }
        self.functions = boto3.client("lambda", **settings)
        self.iam = boto3.client("iam", **settings)

    def check(self, key: str, target: str, body: bytes) -> None:
        if key == ROOT_KEY:
            return
        role, function = self.caller(key)
        need = rights.needed(target, json.loads(body or b"{}"))
        if need is None:
            raise Denied(f"{role} calls {target}, which scripts/lib/rights.py does not know")
        action, resources, context = need
        context = context | {"lambda:SourceFunctionArn": [function]}
        entries = [
            {"ContextKeyName": name, "ContextKeyType": "stringList", "ContextKeyValues": values}
            for name, values in context.items()
        ]
        for resource in resources:
            # One resource a call: MiniStack looks at the first only.
            answer = self.iam.simulate_principal_policy(
                PolicySourceArn=role, ActionNames=[action], ResourceArns=[resource], ContextEntries=entries
            )
            decision = answer["EvaluationResults"][0]["EvalDecision"]
            if decision != "allowed":
                raise Denied(f"User: {role} is not authorized to perform: {action} on resource: {resource}")

    def caller(self, key: str) -> tuple[str, str]:
        """The role of the function that MiniStack has given this access key, and the function itself."""
        for page in self.functions.get_paginator("list_functions").paginate():
            for function in page["Functions"]:
                # Of the way in by which the first of its invocations came.
                aliases = self.functions.list_aliases(FunctionName=function["FunctionName"])["Aliases"]
                for arn in (function["FunctionArn"], *(alias["AliasArn"] for alias in aliases)):
                    if key == function_keys.access_key(arn, function["Role"]):
                        return function["Role"], function["FunctionArn"]
        raise Denied(f"The access key {key} is not that of a function in this stack")


class Router(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    ministack: str
    moto: str
    guard: Guard

    def route(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = self.headers.get("X-Amz-Target", "")
        if not target.startswith(MOTO_TARGETS):
            return self.forward(self.ministack, body)
        credential = CREDENTIAL.search(self.headers.get("Authorization", ""))
        try:
            self.guard.check(credential.group(1) if credential else "", target, body)
        except Denied as denied:
            refusal = {"__type": "AccessDeniedException", "Message": str(denied), "message": str(denied)}
            return self.answer(400, [("Content-Type", "application/x-amz-json-1.1")], json.dumps(refusal).encode())
        self.forward(self.moto, body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = route

    def forward(self, upstream: str, body: bytes) -> None:
        connection = http.client.HTTPConnection(upstream, timeout=960)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in NOT_PASSED_ON:
                    connection.putheader(name, value)
            # AWS is spoken to over TLS, and the topic's policy insists on it. This stands in for that.
            connection.putheader("X-Forwarded-Proto", "https")
            connection.endheaders(body or None)
            response = connection.getresponse()
            self.answer(response.status, response.getheaders(), response.read())
        except (OSError, http.client.HTTPException) as error:
            self.answer(502, [("Content-Type", "text/plain")], f"{upstream} did not answer: {error}\n".encode())
        finally:
            connection.close()

    def answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        length = str(len(body))
        for name, value in headers:
            if name.lower() == "content-length":
                # To a HEAD the length is that of the body one did not get.
                length = value if self.command == "HEAD" else length
            elif name.lower() not in NOT_PASSED_ON:
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing: MiniStack's log has the requests."""


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve MiniStack and moto under one address.")
    parser.add_argument("--ministack", required=True, help="its port")
    parser.add_argument("--moto", required=True, help="its port")
    parser.add_argument("--port-file", type=pathlib.Path, required=True, help="where to write this one's port")
    parser.add_argument("--port", type=int, required=True, help="preferred port; another one is taken if it is in use")
    arguments = parser.parse_args()
    Router.ministack, Router.moto = f"{LOOPBACK}:{arguments.ministack}", f"{LOOPBACK}:{arguments.moto}"
    Router.guard = Guard(f"http://{Router.ministack}")
    try:
        server = Server((LOOPBACK, arguments.port), Router)
    except OSError:
        server = Server((LOOPBACK, 0), Router)
    draft = arguments.port_file.with_suffix(".draft")
    draft.write_text(str(server.server_port))
    draft.rename(arguments.port_file)
    server.serve_forever()


if __name__ == "__main__":
    main()
