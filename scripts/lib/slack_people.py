# SPDX-License-Identifier: Apache-2.0
"""People at their keyboards: what they do in the stand-in of Slack, and how Slack tells the app; see scripts/local-slack."""

import argparse
import json
import shlex
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import local_slack
import slack_rules
from local_slack import PEOPLE, Slack

ACKNOWLEDGED_WITHIN = 3.0
HOW = "Say who does what: ada /jit status, ada choose account stag, ada submit duration=1h, or grace press approve"


class Trouble(Exception):
    """Somebody cannot do this, or the app has not answered as Slack wants it."""


def send(url: str, fields: dict[str, str]) -> tuple[int, bytes, float]:
    """A signed call of the app: its status, its answer, and how many seconds it took."""
    body = urllib.parse.urlencode(fields).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": local_slack.sign(body, timestamp),
    }
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    began = time.monotonic()
    try:
        with opener.open(urllib.request.Request(url, data=body, headers=headers), timeout=30) as answer:
            return answer.status, answer.read(), time.monotonic() - began
    except urllib.error.HTTPError as error:
        return error.code, error.read(), time.monotonic() - began


class People:
    """What they type and press, told to the app at its URL; its answers are shown to them."""

    def __init__(self, slack: Slack, gateway: str, own: str):
        self.slack, self.gateway, self.own = slack, gateway.rstrip("/"), own

    def perform(self, line: str) -> None:
        """One line: who, and what they do."""
        name, _, rest = line.strip().partition(" ")
        user = f"U0{name.upper()}"
        if name.upper() not in PEOPLE:
            raise Trouble(HOW)
        if rest.startswith("/"):
            # As it was typed: quotes are the app's business.
            command, _, text = rest.partition(" ")
            return self.command(user, command, text)
        try:
            words = shlex.split(rest)
        except ValueError as error:
            raise Trouble(f"{error}. {HOW}") from None
        match words:
            case ["press", action, *value] if len(value) <= 1:
                self.press(user, action, *value)
            case ["choose", field, *typed]:
                self.choose(user, field, " ".join(typed))
            case ["submit", *values] if all("=" in it for it in values):
                self.submit(user, dict(it.split("=", 1) for it in values))
            case _:
                raise Trouble(HOW)

    def command(self, user: str, command: str, text: str) -> None:
        fields = {"command": command, "text": text, "user_id": user, "team_id": local_slack.TEAM}
        fields |= {"trigger_id": self.slack.trigger(user)}
        body = self.call("slack/commands", fields | {"response_url": self.own + self.slack.answer_path(user)})
        if body:
            self.slack.privately(user, body)

    def press(self, user: str, action: str, value: str = "") -> None:
        """The newest button of this kind, or the newest whose value begins so."""
        found = self.slack.button(user, action, value)
        if found is None:
            raise Trouble(f"{local_slack.name_of(user)} sees no such button.")
        body = self.interact(
            {
                "type": "block_actions",
                "team": {"id": local_slack.TEAM},
                "user": {"id": user, "team_id": local_slack.TEAM},
                "trigger_id": self.slack.trigger(user),
                "response_url": self.own + self.slack.answer_path(user),
                "actions": [{"type": "button", "action_id": action, "value": found}],
            }
        )
        if body:
            raise Trouble("Slack takes no answer to a button but 200.")

    def choose(self, user: str, field: str, typed: str) -> None:
        """Types into a field, and takes what it offers if that is one thing only."""
        form = self.form(user)
        values = slack_rules.values_of_view(form.view, form.chosen)
        payload = {
            "type": "block_suggestion",
            "team": {"id": local_slack.TEAM},
            "user": {"id": user, "team_id": local_slack.TEAM},
            "action_id": field,
            "block_id": field,
            "value": typed,
            "view": form.view | {"state": {"values": values}},
        }
        options = self.interact(payload).get("options")
        problems = list(slack_rules.problems_of_options(options, field)) if options is not None else ["no options"]
        if problems:
            raise Trouble(f"Slack would refuse this: {'; '.join(problems)}")
        form.offered.setdefault(field, []).extend(it["value"] for it in options)
        if len(options) == 1:
            form.chosen[field] = options[0]["value"]
        lines = [slack_rules.text_of(it["text"]) for it in options] or ["(nothing)"]
        offer = {"text": "\n".join(lines)}
        self.slack.say(local_slack.Said(f"the field {field} offers {local_slack.name_of(user)}", offer, user))

    def submit(self, user: str, values: dict[str, str]) -> None:
        """Sends the form that is open, with what has been chosen and these values."""
        form = self.form(user)
        values = form.chosen | values
        problems = list(slack_rules.problems_of_values(form.view, values, form.offered))
        if problems:
            raise Trouble(f"Slack does not send the form: {'; '.join(problems)}")
        view = form.view | {"state": {"values": slack_rules.values_of_view(form.view, values)}}
        body = self.interact(
            {
                "type": "view_submission",
                "team": {"id": local_slack.TEAM},
                "user": {"id": user, "team_id": local_slack.TEAM},
                "view": view,
            }
        )
        match body.get("response_action"):
            case None | "clear":
                del self.slack.forms[user]
            case "errors":
                texts = "\n".join(f"{field}: {text}" for field, text in body.get("errors", {}).items())
                self.slack.privately(user, {"text": texts})
            case other:
                raise Trouble(f"Slack knows no response_action {other}.")

    def form(self, user: str) -> local_slack.Form:
        form = self.slack.forms.get(user)
        if form is None:
            raise Trouble(f"No form is open before {local_slack.name_of(user)}.")
        return form

    def interact(self, payload: dict[str, Any]) -> dict[str, Any]:
        return self.call("slack/interactions", {"payload": json.dumps(payload)})

    def call(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        status, body, seconds = send(f"{self.gateway}/{path}", fields)
        if status != 200:
            raise Trouble(f"The app answered {status}.")
        if seconds > ACKNOWLEDGED_WITHIN:
            raise Trouble(f"operation_timeout: the app took {seconds:.1f} s, and has three.")
        return json.loads(body) if body else {}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/local-slack")
    parser.add_argument("--port", type=int, default=9003)
    parser.add_argument("--gateway", default="http://127.0.0.1:9002/url/Gateway")
    arguments = parser.parse_args()
    slack = Slack()
    server = local_slack.start(slack, arguments.port)
    own = f"http://127.0.0.1:{server.server_port}"
    print(f"Slack's Web API is at {own}. {HOW}", flush=True)
    people = People(slack, arguments.gateway, own)
    # Here, because boto3 takes most of a second to import.
    import local_stream

    stop = local_stream.follow_the_trail(arguments.gateway, "events")
    try:
        for line in filter(str.strip, sys.stdin):
            try:
                people.perform(line.strip())
            except (Trouble, OSError) as trouble:
                print(trouble, file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        pass
    stop.set()
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
