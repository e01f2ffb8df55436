# SPDX-License-Identifier: Apache-2.0
"""How soon the Gateway acknowledges what Slack sends: signed commands, each another one, with a latency of every call."""

import json
import math
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path

from targets import Target

sys.path.insert(0, str(Path(__file__).parents[1]))
import slack_event  # noqa: E402

FUNCTIONS = ("Gateway", "Grant")
LATENCY_MS = 20
SECRET = "bench-signing-secret"  # as the stand-in has it

ALIAS = "arn:aws:lambda:us-east-1:111122223333:function"
VARIABLES = {
    "GRANT_ALIAS_ARN": f"{ALIAS}:Grant:slack",
    "REVOKE_ALIAS_ARN": f"{ALIAS}:Revoke:slack",
    "SLACK_SECRET_ID": "hourglass/slack",
    "SLACK_CHANNEL": "C0APPROVERS",
}

# Both go into the queue; what is answered at once, such as the help, would only be quicker.
COMMANDS = (
    ("status slack-{}", "One moment."),
    ("request 444455556666 PowerUserAccess 2h look at number {}", "Your request is on its way."),
)


@dataclass
class Plan:
    containers: int = 3
    commands: int = 200  # of each container, after its first
    starts: int = 20


@dataclass
class Results:
    starts: dict = field(default_factory=lambda: {function: [] for function in FUNCTIONS})
    first: list = field(default_factory=list)
    warm: list = field(default_factory=list)

    @property
    def target(self):
        sentence = f"Acknowledgement of a warm command with {LATENCY_MS} ms a call, 99th percentile"
        return Target(sentence, 300, " ms", percentile(self.warm, 99))

    def lines(self):
        yield f"Acknowledgement of a signed command with {LATENCY_MS} ms a call to AWS, ms:"
        median, highest = percentile(self.warm, 50), percentile(self.warm, 99)
        yield f"  warm, {len(self.warm)} commands: p50 {median:.1f}, p99 {highest:.1f}, longest {max(self.warm):.1f}"
        yield f"  the first of a container, which reads the secret: {', '.join(f'{it:.1f}' for it in self.first)}"
        yield "Start to the first /next, ms, median and fastest:"
        for function, values in self.starts.items():
            yield f"  {function}, {len(values)} in turn: {statistics.median(values):.2f}, {min(values):.2f}"
        yield f"{'✓' if self.target.is_met else '✗'} {self.target}"

    def as_json(self):
        return {"start": self.starts, "first_command": self.first, "warm_command": self.warm}


def percentile(values, percent):
    """The least value that so many percent of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def measure(standin, stamp, ours, progress, plan=Plan()):
    ours.variables = ours.variables | VARIABLES
    results = Results()
    progress("warming up")
    standin.seed()
    for function in FUNCTIONS:
        with ours.start(function, standin, stamp):
            pass
    progress(f"{plan.starts} starts of each, in turn")
    for _ in range(plan.starts):
        for function in FUNCTIONS:
            with ours.start(function, standin, stamp) as process:
                results.starts[function].append(process.start_ms)
    number = 0
    for container in range(plan.containers):
        progress(f"commands, container {container + 1} of {plan.containers}")
        standin.seed(latency_ms=LATENCY_MS)
        with ours.start("Gateway", standin, stamp):
            for turn in range(plan.commands + 1):
                number += 1
                milliseconds = acknowledge(standin, number)
                (results.warm if turn else results.first).append(milliseconds)
    return results


def acknowledge(standin, number):
    """One command, and a look whether it was remembered and handed over: who does less is quicker."""
    text, expected = COMMANDS[number % len(COMMANDS)]
    event = slack_event.signed(text.format(number), SECRET)
    before = done(standin.state())
    milliseconds, answer = standin.invoke(event, alias="url")
    after = done(standin.state())
    if after != {name: count + 1 for name, count in before.items()} or expected not in json.dumps(answer):
        raise RuntimeError(f"A command left something else behind: {before}, {after}, {answer}")
    return milliseconds


def done(state):
    return {"remembered": state["memory"], "handed over": state["calls"].get("Invoke", 0)}
