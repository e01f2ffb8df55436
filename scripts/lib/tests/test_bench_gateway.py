# SPDX-License-Identifier: Apache-2.0
"""The benchmark of the Gateway: that what it measures is signed commands which were really handed over."""

import base64
import pathlib
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "bench"))

import gateway  # noqa: E402
import local_slack  # noqa: E402


class StandIn:
    """With a Gateway that does what it is told to."""

    def __init__(self, memory: int = 1, invokes: int = 1, text: str | None = None):
        self.memory, self.invokes, self.text = memory, invokes, text
        self.counts = {"memory": 0, "calls": {}}
        self.events: list[dict] = []

    def seed(self, latency_ms: int = 0) -> None:
        self.latency = latency_ms
        self.counts = {"memory": 0, "calls": {}}

    def state(self) -> dict:
        return {"memory": self.counts["memory"], "calls": dict(self.counts["calls"])}

    def invoke(self, event: dict, alias: str) -> tuple[float, dict]:
        assert alias == "url"
        self.events.append(event)
        self.counts["memory"] += self.memory
        self.counts["calls"]["Invoke"] = self.counts["calls"].get("Invoke", 0) + self.invokes
        is_request = b"request" in base64.b64decode(event["body"])
        answer = self.text or ("Your request is on its way. You are told" if is_request else "One moment.")
        return 40.0 + len(self.events), {"response_type": "ephemeral", "text": answer}


class Process:
    start_ms = 2.5

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Competitor:
    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.started: list[str] = []

    def start(self, function: str, *_: object) -> Process:
        self.started.append(function)
        return Process()


class Measuring(unittest.TestCase):
    plan = gateway.Plan(containers=2, commands=3, starts=4)

    def measure(self, standin: StandIn) -> tuple[gateway.Results, Competitor]:
        ours = Competitor()
        return gateway.measure(standin, "stamp", ours, lambda _: None, self.plan), ours

    def test_the_first_command_of_a_container_is_kept_apart(self):
        standin = StandIn()
        results, ours = self.measure(standin)
        self.assertEqual((results.first, results.warm), ([41, 45], [42, 43, 44, 46, 47, 48]))
        self.assertEqual({name: len(values) for name, values in results.starts.items()}, {"Gateway": 4, "Grant": 4})
        self.assertEqual(standin.latency, 20)
        # To warm up, the starts in turn, the containers.
        self.assertEqual(ours.started, ["Gateway", "Grant"] * 5 + ["Gateway"] * 2)
        self.assertIn("SLACK_SECRET_ID", ours.variables)

    def test_each_command_is_another_one_with_a_signature_of_its_own(self):
        standin = StandIn()
        self.measure(standin)
        bodies = [base64.b64decode(event["body"]) for event in standin.events]
        self.assertEqual(len(set(bodies)), 8)
        for event, body in zip(standin.events, bodies):
            headers = event["headers"]
            signature = local_slack.sign(body, headers["x-slack-request-timestamp"], gateway.SECRET)
            self.assertEqual(headers["x-slack-signature"], signature)
        verbs = {urllib.parse.parse_qs(body.decode())["text"][0].split()[0] for body in bodies}
        self.assertEqual(verbs, {"status", "request"})

    def test_a_command_that_was_not_remembered_or_not_handed_over_does_not_count(self):
        for standin in (StandIn(memory=0), StandIn(invokes=0), StandIn(invokes=2), StandIn(text="There is no command")):
            with self.assertRaisesRegex(RuntimeError, "left something else behind"):
                self.measure(standin)

    def test_a_percentile_is_a_value_that_was_measured(self):
        values = list(range(1, 201))
        self.assertEqual([gateway.percentile(values, it) for it in (50, 99, 100)], [100, 198, 200])
        self.assertEqual(gateway.percentile([7.0], 99), 7.0)

    def test_the_report_says_whether_it_is_quick_enough(self):
        results = gateway.Results({"Gateway": [2.0], "Grant": [2.0]}, [60.0], [50.0] * 98 + [301.0] * 2)
        self.assertFalse(results.target.is_met)
        self.assertTrue(list(results.lines())[-1].startswith("✗"))
        results.warm[-2:] = [50.0, 400.0]
        self.assertTrue(results.target.is_met)


if __name__ == "__main__":
    unittest.main()
