# SPDX-License-Identifier: Apache-2.0
"""A stand-in of ServiceNow: the part of its Table API that Hourglass uses. scripts/local-servicenow runs it."""

import argparse
import base64
import hashlib
import hmac
import http.server
import json
import pathlib
import re
import sys
import urllib.parse
from typing import Any

LOOPBACK = "127.0.0.1"
PREFIXES = {
    "incident": "INC",
    "change_request": "CHG",
    "change_task": "CTASK",
    "sc_req_item": "RITM",
    "sc_task": "SCTASK",
    "sc_request": "REQ",
    "problem": "PRB",
    "problem_task": "PTASK",
}
TIMES = {"start_date", "end_date", "planned_start_date", "planned_end_date"}
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
LARGEST_BODY = 64 * 1024


class Refused(Exception):
    """What the Table API would answer instead."""

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status
        self.message = message


class Tickets:
    """The tickets of a file, read anew each time, and the notes written on them since the start."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        self.notes: dict[str, list[str]] = {}

    def query(self, table: str, parameters: dict[str, str]) -> list[dict[str, Any]]:
        numbers = re.fullmatch(r"number=([A-Z]+\d+)", parameters.get("sysparm_query", ""))
        if not numbers:
            # The real one ignores what it does not understand, and answers with every record there is.
            raise Refused(400, "this stand-in understands number=... only")
        number = numbers[1]
        facts = self.facts()
        ticket = facts["tickets"].get(number)
        if ticket is None or not number.startswith(PREFIXES[table]) or number.rstrip("0123456789") != PREFIXES[table]:
            return []
        fields = [name for name in parameters.get("sysparm_fields", "number,state,active").split(",") if name]
        shown = parameters.get("sysparm_display_value") == "all"
        record = {name: self.field(name, number, ticket, facts["people"]) for name in fields}
        return [{name: value if shown else value["value"] for name, value in record.items() if value is not None}]

    def add_note(self, table: str, sys_id: str, changes: dict[str, Any]) -> str:
        if set(changes) != {"work_notes"} or not isinstance(changes["work_notes"], str):
            raise Refused(403, "the user may write work_notes and nothing else")
        for number in self.facts()["tickets"]:
            if self.sys_id(number) == sys_id and number.startswith(PREFIXES[table]):
                self.notes.setdefault(number, []).append(changes["work_notes"])
                return number
        raise Refused(404, "No Record found")

    def facts(self) -> dict[str, Any]:
        return json.loads(self.path.read_text())

    @staticmethod
    def sys_id(number: str) -> str:
        return hashlib.md5(number.encode(), usedforsecurity=False).hexdigest()

    def field(self, name: str, number: str, ticket: dict[str, Any], people: dict[str, Any]) -> dict[str, str] | None:
        reference, _, inner = name.partition(".")
        if inner:
            person = ticket.get(reference, "")
            text = person if inner == "user_name" else people.get(person, {}).get(inner, "")
            return {"value": text, "display_value": text}
        match name:
            case "number":
                return {"value": number, "display_value": number}
            case "sys_id":
                return {"value": self.sys_id(number), "display_value": self.sys_id(number)}
            case "active":
                text = "true" if ticket["active"] else "false"
                return {"value": text, "display_value": text}
            case "state":
                return {"value": ticket["state"][0], "display_value": ticket["state"][1]}
            case _ if name in TIMES:
                text = ticket.get(name, "")
                if text and not TIME.fullmatch(text):
                    raise Refused(500, f"{name} of {number} is no time such as 2026-01-15 09:00:00")
                # People see another zone's time than the one that is stored.
                return {"value": text, "display_value": text.replace(" 0", " 1")}
        return None


class Instance:
    """Answers one call after the other; independent of sockets, so that tests can call it."""

    def __init__(self, tickets: Tickets, user: str, trouble: int | None = None):
        self.tickets = tickets
        self.user = user
        self.trouble = trouble

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[int, Any, str]:
        """Status, JSON body and what to print."""
        try:
            return self.serve(method, target, headers, body)
        except Refused as refused:
            return refused.status, {"error": {"message": refused.message, "detail": ""}, "status": "failure"}, refused.message

    def serve(self, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[int, Any, str]:
        trouble = self.trouble or self.tickets.facts().get("trouble")
        if trouble:
            raise Refused(trouble, "in trouble, as it was told to be")
        self.check_user(headers.get("authorization", ""))
        url = urllib.parse.urlsplit(target)
        found = re.fullmatch(r"/api/now/table/([a-z_]+)(?:/([0-9a-f]{32}))?", url.path)
        if not found or found[1] not in PREFIXES:
            raise Refused(400, "Invalid table")
        table, sys_id = found[1], found[2]
        if method == "GET" and not sys_id:
            parameters = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query)))
            records = self.tickets.query(table, parameters)
            return 200, {"result": records}, "found" if records else "nothing"
        if method == "PATCH" and sys_id:
            if headers.get("content-type", "").partition(";")[0] != "application/json":
                raise Refused(415, "Unsupported Media Type")
            try:
                changes = json.loads(body)
            except ValueError:
                raise Refused(400, "Exception while reading request") from None
            if not isinstance(changes, dict):
                raise Refused(400, "Exception while reading request")
            number = self.tickets.add_note(table, sys_id, changes)
            return 200, {"result": {"sys_id": sys_id}}, f"work note on {number}: {changes['work_notes']}"
        raise Refused(405, "Method not supported")

    def check_user(self, authorization: str) -> None:
        scheme, _, credentials = authorization.partition(" ")
        expected = base64.b64encode(self.user.encode()).decode()
        if scheme != "Basic" or not hmac.compare_digest(credentials, expected):
            raise Refused(401, "User Not Authenticated")


def handler(instance: Instance) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > LARGEST_BODY:
                self.close_connection = True
                self.send_error(413)
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, value, note = instance.answer(self.command, self.path, headers, self.rfile.read(length))
            data = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json;charset=UTF-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            print(f"{self.command} {self.path.partition('?')[0]} {status}: {note}", flush=True)

        do_GET = do_PATCH = do_POST = do_PUT = do_DELETE = serve

        def log_message(self, *arguments: object) -> None:
            pass

    return Handler


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/local-servicenow")
    parser.add_argument("--port", type=int, default=8088)
    parser.add_argument("--tickets", type=pathlib.Path)
    parser.add_argument("--default-tickets", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--user", default="hourglass:local", metavar="NAME:PASSWORD")
    parser.add_argument("--trouble", type=int, metavar="STATUS")
    parser.add_argument("--gateway", metavar="URL", help="whose work notes are to be written")
    arguments = parser.parse_args()
    tickets = Tickets(arguments.tickets or arguments.default_tickets)
    try:
        tickets.facts()
    except (OSError, ValueError) as error:
        print(f"{tickets.path} cannot be read: {error}", file=sys.stderr)
        return 1
    instance = Instance(tickets, arguments.user, arguments.trouble)
    with http.server.ThreadingHTTPServer((LOOPBACK, arguments.port), handler(instance)) as server:
        print(f"ServiceNow stands in at http://{LOOPBACK}:{server.server_port}", flush=True)
        if arguments.gateway:
            # Here, because boto3 takes most of a second to import.
            import local_stream

            local_stream.follow_the_trail(arguments.gateway, "tickets")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
