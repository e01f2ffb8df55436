# SPDX-License-Identifier: Apache-2.0
"""The stand-in of Slack: that it refuses what Slack refuses."""

import contextlib
import io
import json
import pathlib
import time
import unittest
import urllib.error
import urllib.request

import local_slack
import slack_rules
from local_slack import Refused, Slack

SNAPSHOTS = pathlib.Path(__file__).resolve().parents[3] / "Tests/FrontDoorTests/Snapshots"


def text(length: int, kind: str = "plain_text") -> dict:
    return {"type": kind, "text": "x" * length}


class Rules(unittest.TestCase):
    def assert_refused(self, problems, what: str):
        self.assertTrue(any(what in problem for problem in problems), what)

    def test_every_message_and_form_of_ours_would_be_taken(self):
        files = sorted(SNAPSHOTS.glob("*.json"))
        self.assertGreater(len(files), 20)
        for file in files:
            value = json.loads(file.read_text())
            check = slack_rules.problems_of_view if value.get("type") == "modal" else slack_rules.problems_of_message
            with self.subTest(file.name):
                self.assertEqual(list(check(value)), [])

    def test_what_is_beyond_a_limit_is_refused(self):
        for blocks, what in (
            ([{"type": "section", "text": text(3001)}], "1 to 3000"),
            ([{"type": "section", "text": text(0)}], "1 to 3000"),
            ([{"type": "section"}], "neither text nor fields"),
            ([{"type": "section", "fields": [text(1)] * 11}], "more than 10"),
            ([{"type": "header", "text": text(151)}], "1 to 150"),
            ([{"type": "actions", "elements": [{"type": "button", "text": text(76)}]}], "1 to 75"),
            ([{"type": "actions", "elements": [{"type": "button", "text": text(1), "value": "x" * 2001}]}], "2000"),
            ([{"type": "header", "text": text(1)}] * 51, "may be 50"),
            ([{"type": "input", "label": text(1)}], "unsupported type"),
            ([{"type": "carousel"}], "unsupported type"),
        ):
            self.assert_refused(slack_rules.problems_of_message({"blocks": blocks}), what)

    def test_forms_beyond_a_limit_are_refused(self):
        field = {"type": "input", "block_id": "a", "label": text(1), "element": {"type": "plain_text_input"}}
        good = {"type": "modal", "title": text(24), "submit": text(3), "blocks": [field]}
        self.assertEqual(list(slack_rules.problems_of_view(good)), [])
        options = [{"text": text(1), "value": "x"}] * 101
        many = field | {"element": {"type": "static_select", "options": options}}
        for view, what in (
            (good | {"title": text(25)}, "1 to 24"),
            (good | {"private_metadata": "x" * 3001}, "3000"),
            (good | {"blocks": [field, field]}, "twice"),
            (good | {"blocks": [many]}, "may have 100"),
            ({k: v for k, v in good.items() if k != "submit"}, "inputs need submit"),
        ):
            self.assert_refused(slack_rules.problems_of_view(view), what)


class Calls(unittest.TestCase):
    def setUp(self):
        self.slack = Slack(show=False)

    def call(self, method: str, arguments: dict, token: str | None = local_slack.BOT_TOKEN) -> dict:
        with contextlib.redirect_stderr(io.StringIO()):
            return self.slack.call(method, token, arguments)

    def refused(self, word: str, *arguments, **named):
        with self.assertRaises(Refused) as caught:
            self.call(*arguments, **named)
        self.assertEqual(str(caught.exception), word)

    def test_only_who_has_the_token_may_call(self):
        self.refused("not_authed", "users.info", {"user": "U0ADA"}, token=None)
        self.refused("invalid_auth", "users.info", {"user": "U0ADA"}, token="xoxb-other")

    def test_people_are_full_members_of_the_workspace_that_the_token_is_of(self):
        home = self.call("auth.test", {})["team_id"]
        for user in (
            self.call("users.info", {"user": "U0ADA"})["user"],
            self.call("users.lookupByEmail", {"email": "ada@example.com"})["user"],
        ):
            self.assertEqual((user["id"], user["team_id"]), ("U0ADA", home))
            flags = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger", "is_email_confirmed")
            self.assertEqual([user[flag] for flag in flags], [False] * 5 + [True])

    def test_people_are_known_by_id_and_by_address(self):
        self.assertEqual(self.call("users.info", {"user": "U0ADA"})["user"]["profile"]["email"], "ada@example.com")
        self.assertEqual(self.call("users.lookupByEmail", {"email": "grace@example.com"})["user"]["id"], "U0GRACE")
        self.refused("user_not_found", "users.info", {"user": "U0NOBODY"})
        self.refused("users_not_found", "users.lookupByEmail", {"email": "nobody@example.com"})

    def test_a_message_can_be_changed_where_it_was_posted(self):
        posted = self.call("chat.postMessage", {"channel": "C0APPROVERS", "text": "x"})
        self.call("chat.update", {"channel": posted["channel"], "ts": posted["ts"], "text": "y"})
        self.refused("message_not_found", "chat.update", {"channel": "C0OTHER", "ts": posted["ts"], "text": "y"})
        self.refused("channel_not_found", "chat.postMessage", {"channel": "approvers", "text": "x"})
        self.refused("invalid_blocks", "chat.postMessage", {"channel": "C0", "blocks": [{"type": "x"}]})

    def test_a_trigger_opens_one_form_within_three_seconds(self):
        view = {"type": "modal", "title": text(3), "blocks": [{"type": "header", "text": text(1)}]}
        trigger = self.slack.trigger("U0ADA")
        self.call("views.open", {"trigger_id": trigger, "view": view})
        self.assertEqual(self.slack.forms["U0ADA"].view, view)
        self.refused("invalid_trigger_id", "views.open", {"trigger_id": trigger, "view": view})
        late = self.slack.trigger("U0ADA")
        self.slack.triggers[late] = ("U0ADA", time.monotonic() - 3.1)
        self.refused("expired_trigger_id", "views.open", {"trigger_id": late, "view": view})

    def test_it_signs_as_slack_documents_it(self):
        body = (
            b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
            b"channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
            b"response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
            b"trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
        )
        secret, local_slack.SIGNING_SECRET = local_slack.SIGNING_SECRET, "8f742231b10e8888abcd99yyyzzz85a5"
        self.addCleanup(setattr, local_slack, "SIGNING_SECRET", secret)
        documented = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        self.assertEqual(local_slack.sign(body, "1531420618"), documented)

    def test_over_http_methods_take_what_the_real_ones_take(self):
        server = local_slack.start(self.slack)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)

        def post(path: str, body: bytes, kind: str) -> dict:
            headers = {"Authorization": f"Bearer {local_slack.BOT_TOKEN}", "Content-Type": kind}
            url = f"http://127.0.0.1:{server.server_port}{path}"
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            try:
                with opener.open(urllib.request.Request(url, data=body, headers=headers), timeout=10) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                with error:
                    return json.load(error)

        self.assertTrue(post("/api/users.info", b"user=U0ADA", "application/x-www-form-urlencoded")["ok"])
        self.assertEqual(post("/api/users.info", b'{"user":"U0ADA"}', "application/json")["error"], "invalid_arguments")
        hello = b'{"text":"hello"}'
        self.assertTrue(post(self.slack.answer_path("U0ADA"), hello, "application/json")["ok"])
        self.assertEqual([(it.to, it.message) for it in self.slack.said], [("U0ADA", {"text": "hello"})])
        self.assertEqual(post("/answers/guessed", hello, "application/json")["error"], "no_such_url")


if __name__ == "__main__":
    unittest.main()
