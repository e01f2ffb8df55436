# SPDX-License-Identifier: Apache-2.0
"""People in the stand-in of Slack: that they can do no more there than in the real one; and the conversation of the demo,
that it ends with an error when it goes otherwise."""

import contextlib
import io
import json
import os
import pathlib
import sys
import tempfile
import unittest
from typing import Any
from unittest import mock

import local_slack
import slack_demo
import slack_people
from local_slack import Slack
from slack_people import Trouble

SNAPSHOTS = pathlib.Path(__file__).resolve().parents[3] / "Tests/FrontDoorTests/Snapshots"


def button(action: str, value: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": action}
    return {"type": "actions", "elements": [{"type": "button", "text": text, "action_id": action, "value": value}]}


class People(slack_people.People):
    """Whose app answers what it is told to."""

    def __init__(self, slack: Slack):
        super().__init__(slack, "http://127.0.0.1:1", "http://127.0.0.1:2")
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.answer: dict[str, Any] = {}

    def call(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        self.told.append((path, json.loads(fields["payload"]) if "payload" in fields else dict(fields)))
        return self.answer


class InSlack(unittest.TestCase):
    def setUp(self):
        self.slack = Slack(show=False)
        self.people = People(self.slack)

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        return self.slack.call(method, local_slack.BOT_TOKEN, arguments)

    def refused(self, line: str, why: str) -> None:
        with self.assertRaises(Trouble) as caught:
            self.people.perform(line)
        self.assertIn(why, str(caught.exception))
        self.assertEqual(self.people.told, [])


class Typing(InSlack):
    def test_a_command_is_told_as_it_was_typed(self):
        self.people.answer = {"text": "One moment."}
        self.people.perform("ada /jit request 444455556666 X 2h don't wait")
        path, fields = self.people.told[0]
        self.assertEqual((path, fields["command"], fields["user_id"]), ("slack/commands", "/jit", "U0ADA"))
        self.assertEqual(fields["text"], "request 444455556666 X 2h don't wait")
        self.assertEqual([(it.where, it.to) for it in self.slack.said], [("only ada sees this", "U0ADA")])

    def test_what_nobody_could_mean_is_refused(self):
        for line in ("", "ada", "nobody /jit", "ada dance", "ada press", "ada submit duration", "ada choose 'open"):
            self.refused(line, "Say who does what")


class Pressing(InSlack):
    def test_the_newest_button_that_one_sees_is_pressed(self):
        self.call("chat.postMessage", channel="C0APPROVERS", blocks=[button("approve", "r1 digest")])
        self.call("chat.postMessage", channel="C0APPROVERS", blocks=[button("approve", "r2 digest")])
        self.people.perform("grace press approve")
        self.people.perform("grace press approve r1")
        pressed = [payload["actions"][0]["value"] for _, payload in self.people.told]
        self.assertEqual(pressed, ["r2 digest", "r1 digest"])

    def test_a_button_goes_when_its_message_changes(self):
        posted = self.call("chat.postMessage", channel="C0APPROVERS", blocks=[button("approve", "r1 digest")])
        self.call("chat.update", channel="C0APPROVERS", ts=posted["ts"], text="Approved")
        self.refused("grace press approve", "no such button")

    def test_nobody_presses_what_only_another_sees(self):
        self.call("chat.postMessage", channel="DU0ADA", blocks=[button("end", "r1")])
        self.refused("grace press end", "no such button")
        self.people.perform("ada press end")
        self.assertEqual(len(self.people.told), 1)


class FillingIn(InSlack):
    def setUp(self):
        super().setUp()
        view = json.loads((SNAPSHOTS / "form-request.json").read_text())
        self.call("views.open", trigger_id=self.slack.trigger("U0ADA"), view=view)

    def offer(self, *values: str) -> None:
        options = [{"text": {"type": "plain_text", "text": it}, "value": it} for it in values]
        self.people.answer = {"options": options}

    def test_a_form_is_sent_with_what_was_chosen(self):
        self.offer("444455556666")
        self.people.perform("ada choose account stag")
        self.offer("PowerUserAccess")
        self.people.perform("ada choose permission_set")
        # What has been chosen in another field is told when one types into this.
        values = self.people.told[1][1]["view"]["state"]["values"]
        self.assertEqual(values["account"]["account"]["selected_option"], {"value": "444455556666"})
        self.people.answer = {"response_action": "clear"}
        self.people.perform("ada submit duration=2h 'justification=look at it'")
        sent = self.people.told[2][1]
        self.assertEqual((sent["type"], sent["view"]["callback_id"]), ("view_submission", "request"))
        values = sent["view"]["state"]["values"]
        self.assertEqual(values["duration"]["duration"]["selected_option"], {"value": "2h"})
        self.assertEqual(values["justification"]["justification"]["value"], "look at it")
        self.assertIsNone(values["ticket"]["ticket"]["value"])
        self.assertNotIn("U0ADA", self.slack.forms)

    def test_what_slack_would_not_send_is_not_sent(self):
        self.refused("ada submit duration=2h", "account must be filled in")
        self.refused("ada submit account=1 permission_set=x duration=2h", "account does not offer 1")
        self.refused("ada submit duration=90h", "duration does not offer 90h")
        self.refused("ada submit colour=red", "there is no field colour")
        self.refused(f"ada submit ticket={'x' * 101}", "ticket is longer than 100")
        self.refused("grace submit duration=2h", "No form is open before grace")

    def test_a_form_with_errors_stays_open(self):
        for field in ("account", "permission_set"):
            self.offer("x")
            self.people.perform(f"ada choose {field}")
        self.people.answer = {"response_action": "errors", "errors": {"duration": "too long"}}
        self.people.perform("ada submit duration=2h")
        self.assertIn("U0ADA", self.slack.forms)
        self.assertEqual(self.slack.said[-1].message, {"text": "duration: too long"})

    def test_answers_that_slack_does_not_know_are_noticed(self):
        self.people.answer = {}
        with self.assertRaisesRegex(Trouble, "no options"):
            self.people.perform("ada choose account stag")
        self.offer(*(str(number) for number in range(101)))
        with self.assertRaisesRegex(Trouble, "may have 100"):
            self.people.perform("ada choose account stag")


class Stream:
    url = "http://127.0.0.1:1"

    def tell(self) -> int:
        return 0


class Demo(InSlack):
    def setUp(self):
        super().setUp()
        self.stage = slack_demo.Stage(self.slack, self.people, Stream())
        patience = mock.patch.object(slack_demo, "PATIENCE", 0.05)
        patience.start()
        self.addCleanup(patience.stop)

    def test_what_came_before_does_not_count(self):
        self.people.answer = {"text": "first"}
        with contextlib.redirect_stdout(io.StringIO()):
            self.stage.act("ada /jit status")
            self.assertEqual(self.stage.reads("only ada sees this", "first").message, {"text": "first"})
            self.people.answer = {}
            self.stage.act("ada /jit status")
        with self.assertRaisesRegex(Trouble, "nobody could read this. only ada sees this: first"):
            self.stage.reads("only ada sees this", "first")

    def test_it_matters_where_it_is_said(self):
        self.slack.privately("U0GRACE", {"text": "first"})
        with self.assertRaises(Trouble):
            self.stage.reads("only ada sees this", "first")

    def test_it_ends_with_an_error_if_the_functions_are_not_served(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, HOURGLASS_LOCAL_AWS_DIR=folder):
            arguments = ["slack_demo.py", "--hourglass", "/bin/false", "--log", f"{folder}/log"]
            with mock.patch.object(sys, "argv", arguments), contextlib.redirect_stderr(io.StringIO()) as said:
                self.assertEqual(slack_demo.main(), 1)
        self.assertIn("does not start", said.getvalue())


if __name__ == "__main__":
    unittest.main()
