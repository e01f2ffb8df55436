# SPDX-License-Identifier: Apache-2.0
"""The benchmark of a large policy: that the same function is started with and without it, in turn, and what is claimed."""

import pathlib
import sys
import tempfile
import unittest
from dataclasses import dataclass, field

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "bench"))

import policy  # noqa: E402


class StandIn:
    def seed(self) -> None:
        pass


class Process:
    def __init__(self, start_ms: float):
        self.start_ms = start_ms

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        pass


@dataclass
class Competitor:
    """Takes 2 ms, and what the policy costs."""

    policy_ms: float
    variables: dict = field(default_factory=dict)
    log: list = field(default_factory=list)

    def start(self, function: str, *_: object) -> Process:
        assert function == "Grant"
        self.log.append(self.variables.get("POLICY_FILE", "small"))
        return Process(2.0 + (self.policy_ms if "POLICY_FILE" in self.variables else 0))


class LargePolicyTests(unittest.TestCase):
    def results(self, policy_ms: float, decision_ms: float = 0.3, starts: int = 6) -> tuple:
        ours, floor = Competitor(policy_ms), Competitor(0)
        inside = {"load_ms": {"median": 2.0, "min": 1.9}, "decision_ms": {"median": decision_ms, "min": 0.1}}
        with tempfile.NamedTemporaryFile() as file:
            file.write(b" " * 523_000)
            file.flush()
            path = pathlib.Path(file.name)
            results = policy.measure(StandIn(), "stamp", ours, floor, path, inside, lambda _: None, starts)
        return results, ours, str(path)

    def test_each_is_started_as_often_and_in_turn(self) -> None:
        results, ours, path = self.results(2.5)
        self.assertEqual([len(results.small), len(results.large), len(results.floor)], [6, 6, 6])
        self.assertEqual(ours.log[:2], ["small", path], "warming up")
        self.assertEqual(ours.log.count(path), 7)
        # Another one begins each time.
        self.assertEqual(ours.log[2:8], ["small", path, path, "small", "small", path])

    def test_what_the_policy_adds_is_held_against_the_target(self) -> None:
        for policy_ms, decision_ms, met in ((2.5, 0.3, [True, True]), (3.5, 0.3, [False, True]), (2.5, 1.5, [True, False])):
            results, _, _ = self.results(policy_ms, decision_ms)
            self.assertAlmostEqual(results.added, policy_ms)
            self.assertEqual([target.is_met for target in results.targets], met)
            text = "\n".join(results.lines())
            self.assertIn("523 kB", text)
            self.assertEqual(text.count("NOT MET"), met.count(False))


if __name__ == "__main__":
    unittest.main()
