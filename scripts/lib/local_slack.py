# SPDX-License-Identifier: Apache-2.0
"""A stand-in of Slack on this machine; see scripts/local-slack."""

import argparse
import hashlib
import hmac
import http.server
import json
import os
import re
import secrets
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import slack_rules

BOT_TOKEN = os.environ.get("SLACK_BOT_TOKEN", "xoxb-local")
SIGNING_SECRET = os.environ.get("SLACK_SIGNING_SECRET", "local-signing-secret")
TRIGGER_LIFE = 3.0
ACKNOWLEDGED_WITHIN = 3.0
# Those of scripts/local-aws, whom Identity Center knows by these addresses.
PEOPLE = {name.upper(): f"{name}@example.com" for name in ("ada", "grace", "margaret", "edith")}


class Refused(Exception):
    """In Slack's own word."""


class Slack:
    """Channels, people, and the calls to the app: all that was said, in its order."""

    def __init__(self, show: bool = True):
        self.show = show
        self.lock = threading.Lock()
        self.messages: dict[tuple[str, str], dict[str, Any]] = {}
        self.triggers: dict[str, float] = {}
        self.views: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.count = 0

    def say(self, where: str, message: dict[str, Any]) -> None:
        if self.show:
            print(f"\n{where}\n{rendered(message)}", flush=True)

    # What the app calls.

    def call(self, method: str, token: str | None, arguments: dict[str, Any]) -> dict[str, Any]:
        if token is None:
            raise Refused("not_authed")
        if token != BOT_TOKEN:
            raise Refused("invalid_auth")
        handler = {
            "users.info": self.user_info,
            "users.lookupByEmail": self.look_up,
            "conversations.open": self.open_conversation,
            "chat.postMessage": self.post,
            "chat.update": self.update,
            "views.open": self.open_view,
        }.get(method)
        if handler is None:
            raise Refused("unknown_method")
        with self.lock:
            return handler(arguments)

    def user_info(self, arguments: dict[str, Any]) -> dict[str, Any]:
        user = str(arguments.get("user", ""))
        email = PEOPLE.get(user.removeprefix("U0"))
        if email is None:
            raise Refused("user_not_found")
        return {"user": {"id": user, "deleted": False, "is_bot": False, "profile": {"email": email}}}

    def look_up(self, arguments: dict[str, Any]) -> dict[str, Any]:
        for name, email in PEOPLE.items():
            if email == arguments.get("email"):
                return {"user": {"id": f"U0{name}", "profile": {"email": email}}}
        raise Refused("users_not_found")

    def open_conversation(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self.user_info({"user": arguments.get("users")})
        return {"channel": {"id": f"D{arguments['users']}"}}

    def post(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = str(arguments.get("channel", ""))
        if not re.fullmatch(r"[CDG][A-Z0-9]+", channel):
            raise Refused("channel_not_found")
        self.check(slack_rules.problems_of_message(arguments), "invalid_blocks")
        self.count += 1
        timestamp = f"{int(time.time())}.{self.count:06}"
        self.messages[channel, timestamp] = arguments
        self.say(f"#{channel} {timestamp}", arguments)
        return {"channel": channel, "ts": timestamp}

    def update(self, arguments: dict[str, Any]) -> dict[str, Any]:
        key = (str(arguments.get("channel")), str(arguments.get("ts")))
        if key not in self.messages:
            raise Refused("message_not_found")
        self.check(slack_rules.problems_of_message(arguments), "invalid_blocks")
        self.messages[key] = arguments
        self.say(f"#{key[0]} {key[1]} (changed)", arguments)
        return {"channel": key[0], "ts": key[1]}

    def open_view(self, arguments: dict[str, Any]) -> dict[str, Any]:
        opened = self.triggers.pop(str(arguments.get("trigger_id")), None)
        if opened is None:
            raise Refused("invalid_trigger_id")
        if time.monotonic() - opened > TRIGGER_LIFE:
            raise Refused("expired_trigger_id")
        view = arguments.get("view")
        if not isinstance(view, dict):
            raise Refused("invalid_arguments")
        self.check(slack_rules.problems_of_view(view), "invalid_arguments")
        self.views.append(view)
        self.say("A form opens", {"text": slack_rules.text_of(view.get("title")), "blocks": view["blocks"]})
        return {"view": {"id": f"V{len(self.views)}"}}

    def check(self, problems: Any, word: str) -> None:
        found = list(problems)
        if found:
            print(f"Slack would refuse this: {'; '.join(found)}", file=sys.stderr, flush=True)
            raise Refused(word)

    def answered(self, message: dict[str, Any]) -> None:
        self.check(slack_rules.problems_of_message(message), "invalid_blocks")
        with self.lock:
            self.answers.append(message)
        self.say("Only you can see this", message)

    # What people do.

    def trigger(self) -> str:
        trigger = secrets.token_hex(12)
        with self.lock:
            self.triggers[trigger] = time.monotonic()
        return trigger


def rendered(message: dict[str, Any]) -> str:
    """A message as text."""
    lines = []
    for block in message.get("blocks", []) or [{"type": "section", "text": {"text": message.get("text", "")}}]:
        texts = [slack_rules.text_of(block.get("text"))]
        texts += [slack_rules.text_of(field).replace("\n", " ") for field in block.get("fields", [])]
        texts += [slack_rules.text_of(block.get("label"))]
        for element in block.get("elements", []):
            if element.get("type") == "button":
                texts.append(f"[{slack_rules.text_of(element['text'])}: {element['action_id']} {element['value']}]")
            else:
                texts.append(element.get("text", ""))
        lines += [f"  | {line}" for text in texts if text for line in text.split("\n")]
    return "\n".join(lines)


def sign(body: bytes, timestamp: str, secret: str | None = None) -> str:
    message = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new((secret or SIGNING_SECRET).encode(), message, hashlib.sha256).hexdigest()


def send(url: str, fields: dict[str, str]) -> tuple[int, bytes, float]:
    """A signed call of the app: its status, its answer, and how many seconds it took."""
    body = urllib.parse.urlencode(fields).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": sign(body, timestamp),
    }
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    began = time.monotonic()
    try:
        with opener.open(urllib.request.Request(url, data=body, headers=headers), timeout=30) as answer:
            return answer.status, answer.read(), time.monotonic() - began
    except urllib.error.HTTPError as error:
        return error.code, error.read(), time.monotonic() - began


class Handler(http.server.BaseHTTPRequestHandler):
    slack: Slack

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/answers/"):
            try:
                self.slack.answered(json.loads(body))
                return self.reply(200, {"ok": True})
            except Refused as refusal:
                return self.reply(400, {"ok": False, "error": str(refusal)})
        if not self.path.startswith("/api/"):
            return self.reply(404, {"ok": False})
        token = self.headers.get("Authorization")
        try:
            arguments = self.arguments(body)
            answer = self.slack.call(self.path.removeprefix("/api/"), token and token.removeprefix("Bearer "), arguments)
            return self.reply(200, {"ok": True} | answer)
        except Refused as refusal:
            return self.reply(200, {"ok": False, "error": str(refusal)})

    def arguments(self, body: bytes) -> dict[str, Any]:
        if self.headers.get("Content-Type", "").startswith("application/json"):
            # Slack's older methods do not read JSON.
            if self.path.startswith("/api/users."):
                raise Refused("invalid_arguments")
            return json.loads(body)
        return dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))

    def reply(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def start(slack: Slack, port: int = 0) -> http.server.ThreadingHTTPServer:
    handler = type("BoundHandler", (Handler,), {"slack": slack})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Conversation:
    """People at their keyboards: a line is `<person> /jit ...` or `<person> press <action> <value>`."""

    def __init__(self, slack: Slack, gateway: str, own: str):
        self.slack, self.gateway, self.own = slack, gateway, own

    def perform(self, line: str) -> bool:
        """False if the line is not understood or the app has not answered as Slack wants it."""
        name, _, rest = line.strip().partition(" ")
        user = f"U0{name.upper()}"
        if name.upper() not in PEOPLE or not rest:
            print("Say who does what: ada /jit status, or grace press approve <value>", file=sys.stderr)
            return False
        if rest.startswith("press "):
            _, action, value = rest.split(" ", 2)
            payload = {
                "type": "block_actions",
                "user": {"id": user},
                "trigger_id": self.slack.trigger(),
                "response_url": f"{self.own}/answers/{secrets.token_hex(4)}",
                "actions": [{"type": "button", "action_id": action, "value": value}],
            }
            return self.call("slack/interactions", {"payload": json.dumps(payload)})
        command, _, text = rest.partition(" ")
        fields = {"command": command, "text": text, "user_id": user, "trigger_id": self.slack.trigger()}
        return self.call("slack/commands", fields | {"response_url": f"{self.own}/answers/{secrets.token_hex(4)}"})

    def call(self, path: str, fields: dict[str, str]) -> bool:
        status, body, seconds = send(f"{self.gateway.rstrip('/')}/{path}", fields)
        if body:
            self.slack.say("Only you can see this", json.loads(body))
        if status != 200:
            print(f"The app answered {status}.", file=sys.stderr, flush=True)
        if seconds > ACKNOWLEDGED_WITHIN:
            print(f"operation_timeout: the app took {seconds:.1f} s, and has three.", file=sys.stderr, flush=True)
        return status == 200 and seconds <= ACKNOWLEDGED_WITHIN


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/local-slack")
    parser.add_argument("--port", type=int, default=9003)
    parser.add_argument("--gateway", default="http://127.0.0.1:9002/url/Gateway")
    arguments = parser.parse_args()
    slack = Slack()
    server = start(slack, arguments.port)
    own = f"http://127.0.0.1:{server.server_port}"
    print(f"Slack's Web API is at {own}. Say who does what: ada /jit help", flush=True)
    conversation = Conversation(slack, arguments.gateway, own)
    # Here, because boto3 takes most of a second to import.
    import local_stream

    stop = local_stream.follow_the_trail(arguments.gateway, "events")
    try:
        for line in sys.stdin:
            if line.strip():
                conversation.perform(line)
    except KeyboardInterrupt:
        pass
    stop.set()
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
