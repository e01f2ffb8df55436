# SPDX-License-Identifier: Apache-2.0
"""A stand-in of Slack on this machine: what the app may call, and what people see of it; see scripts/local-slack."""

import dataclasses
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
import urllib.parse
from typing import Any

import slack_rules

BOT_TOKEN = os.environ.get("SLACK_BOT_TOKEN", "xoxb-local")
SIGNING_SECRET = os.environ.get("SLACK_SIGNING_SECRET", "local-signing-secret")
TRIGGER_LIFE = 3.0
TEAM = "T0LOCAL"
# Those of scripts/local-aws, whom Identity Center knows by these addresses.
PEOPLE = {name.upper(): f"{name}@example.com" for name in ("ada", "grace", "margaret", "edith")}


class Refused(Exception):
    """In Slack's own word."""


@dataclasses.dataclass(frozen=True)
class Said:
    """What somebody could read, and where."""

    where: str
    message: dict[str, Any]

    # Who can see it; everybody if it is nobody.
    to: str | None = None

    # Of a message that can be changed.
    key: tuple[str, str] | None = None

    @property
    def text(self) -> str:
        return rendered(self.message)


@dataclasses.dataclass
class Form:
    """A form that is open before somebody, what its fields have offered them so far, and what they have chosen."""

    view: dict[str, Any]
    offered: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    chosen: dict[str, str] = dataclasses.field(default_factory=dict)


class Slack:
    """Channels, people, and the calls to the app: all that was said, in its order."""

    def __init__(self, show: bool = True):
        self.show = show
        self.lock = threading.Lock()
        self.messages: dict[tuple[str, str], dict[str, Any]] = {}
        self.triggers: dict[str, tuple[str, float]] = {}
        self.forms: dict[str, Form] = {}
        self.answer_paths: dict[str, str] = {}
        self.said: list[Said] = []
        self.count = 0

    def say(self, said: Said) -> None:
        self.said.append(said)
        if self.show:
            print(f"\n  {said.where}\n{said.text}", flush=True)

    def privately(self, user: str, message: dict[str, Any]) -> None:
        self.say(Said(f"only {name_of(user)} sees this", message, user))

    # What the app calls.

    def call(self, method: str, token: str | None, arguments: dict[str, Any]) -> dict[str, Any]:
        if token is None:
            raise Refused("not_authed")
        if token != BOT_TOKEN:
            raise Refused("invalid_auth")
        handler = {
            "auth.test": self.who_am_i,
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

    def who_am_i(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"url": "https://local.slack.com/", "team": "Local", "team_id": TEAM, "user_id": "U0HOURGLASS"}

    def user_info(self, arguments: dict[str, Any]) -> dict[str, Any]:
        user = str(arguments.get("user", ""))
        email = PEOPLE.get(user.removeprefix("U0"))
        if email is None:
            raise Refused("user_not_found")
        return {"user": member(user, email)}

    def look_up(self, arguments: dict[str, Any]) -> dict[str, Any]:
        for name, email in PEOPLE.items():
            if email == arguments.get("email"):
                return {"user": member(f"U0{name}", email)}
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
        self.say(Said(place(channel), arguments, reader(channel), (channel, timestamp)))
        return {"channel": channel, "ts": timestamp}

    def update(self, arguments: dict[str, Any]) -> dict[str, Any]:
        key = (str(arguments.get("channel")), str(arguments.get("ts")))
        if key not in self.messages:
            raise Refused("message_not_found")
        self.check(slack_rules.problems_of_message(arguments), "invalid_blocks")
        self.messages[key] = arguments
        self.say(Said(f"{place(key[0])}, the message changes", arguments, reader(key[0]), key))
        return {"channel": key[0], "ts": key[1]}

    def open_view(self, arguments: dict[str, Any]) -> dict[str, Any]:
        user, opened = self.triggers.pop(str(arguments.get("trigger_id")), (None, 0.0))
        if user is None:
            raise Refused("invalid_trigger_id")
        if time.monotonic() - opened > TRIGGER_LIFE:
            raise Refused("expired_trigger_id")
        view = arguments.get("view")
        if not isinstance(view, dict):
            raise Refused("invalid_arguments")
        self.check(slack_rules.problems_of_view(view), "invalid_arguments")
        self.forms[user] = Form(view)
        title = slack_rules.text_of(view.get("title"))
        self.say(Said(f"a form opens for {name_of(user)}: {title}", {"blocks": view["blocks"]}, user))
        return {"view": {"id": f"V{len(self.said)}"}}

    def check(self, problems: Any, word: str) -> None:
        found = list(problems)
        if found:
            print(f"Slack would refuse this: {'; '.join(found)}", file=sys.stderr, flush=True)
            raise Refused(word)

    def answered(self, path: str, message: dict[str, Any]) -> None:
        user = self.answer_paths.get(path)
        if user is None:
            raise Refused("no_such_url")
        self.check(slack_rules.problems_of_message(message), "invalid_blocks")
        self.privately(user, message)

    # What people do.

    def trigger(self, user: str) -> str:
        trigger = secrets.token_hex(12)
        with self.lock:
            self.triggers[trigger] = (user, time.monotonic())
        return trigger

    def answer_path(self, user: str) -> str:
        """Where the app may answer what this person does."""
        path = f"/answers/{secrets.token_hex(4)}"
        self.answer_paths[path] = user
        return path

    def button(self, user: str, action: str, value: str = "") -> str | None:
        """The value of the newest such button that this person sees now, and whose value begins so."""
        seen = set()
        for said in reversed(self.said):
            if said.key in seen or said.to not in (None, user):
                continue
            if said.key:
                seen.add(said.key)
            for block in said.message.get("blocks", []):
                for element in block.get("elements", []):
                    if element.get("action_id") == action and element["value"].startswith(value):
                        return element["value"]
        return None


def member(user: str, email: str) -> dict[str, Any]:
    """A full member of the workspace, as Slack shows one."""
    return {
        "id": user,
        "team_id": TEAM,
        "deleted": False,
        "is_bot": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_stranger": False,
        "is_email_confirmed": True,
        "profile": {"email": email},
    }


def name_of(user: str) -> str:
    return user.removeprefix("U0").lower()


def reader(channel: str) -> str | None:
    """Who alone reads what is posted here; nobody if it is a channel."""
    return channel[1:] if channel.startswith("DU0") else None


def place(channel: str) -> str:
    user = reader(channel)
    return f"direct message to {name_of(user)}" if user else f"#{channel}"


def rendered(message: dict[str, Any]) -> str:
    """A message as text."""
    lines = []
    for block in message.get("blocks", []) or [{"type": "section", "text": {"text": message.get("text", "")}}]:
        texts = [slack_rules.text_of(block.get("text"))]
        texts += [slack_rules.text_of(field).replace("\n", " ") for field in block.get("fields", [])]
        if "label" in block:
            texts += [f"{slack_rules.text_of(block['label'])}: {field(block)}"]
        elements = block.get("elements", [])
        texts += [it.get("text", "") for it in elements if it.get("type") != "button"]
        texts += [" ".join(f"[{slack_rules.text_of(it['text'])}]" for it in elements if it.get("type") == "button")]
        lines += [f"  | {line}" for text in texts if text for line in text.split("\n")]
    return "\n".join(lines)


def field(block: dict[str, Any]) -> str:
    """A field of a form as text."""
    element = block.get("element", {})
    options = [slack_rules.text_of(it.get("text")) for it in element.get("options", [])]
    optional = " (may be left empty)" if block.get("optional") else ""
    return ("[" + " | ".join(options) + "]" if options else "[...]") + optional


def sign(body: bytes, timestamp: str, secret: str | None = None) -> str:
    message = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new((secret or SIGNING_SECRET).encode(), message, hashlib.sha256).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    slack: Slack

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/answers/"):
            try:
                self.slack.answered(self.path, json.loads(body))
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
