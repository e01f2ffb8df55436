# SPDX-License-Identifier: Apache-2.0
"""What a large policy costs: a start with it beside a start with the one that ships, and what deciding takes."""

import dataclasses
import json
import statistics
import subprocess
from dataclasses import dataclass, field

from measure import in_turn
from targets import Target

FUNCTION = "Grant"
RULES = 1_000
ACCOUNTS = 5_000


@dataclass
class Results:
    kilobytes: float
    small: list = field(default_factory=list)
    large: list = field(default_factory=list)
    floor: list = field(default_factory=list)
    inside: dict = field(default_factory=dict)  # of one process that loads it again and again

    @property
    def added(self):
        return statistics.median(self.large) - statistics.median(self.small)

    @property
    def targets(self):
        return [
            Target(f"What a policy of {RULES:,} rules adds to INIT", 3, " ms", self.added),
            Target(f"A decision for {ACCOUNTS:,} accounts", 1, " ms", self.inside["decision_ms"]["median"]),
        ]

    def lines(self):
        yield f"Start of {FUNCTION} to the first /next, {len(self.small)} of each in turn, ms, median and fastest:"
        starts = {
            "with the policy that ships": self.small,
            f"with {RULES:,} rules, {self.kilobytes:.0f} kB": self.large,
            "the C program": self.floor,
        }
        for name, values in starts.items():
            yield f"  {name}: {statistics.median(values):.2f}, {min(values):.2f}"
        for name, key in (("loading it again and again", "load_ms"), ("a decision", "decision_ms")):
            yield f"In one process, {name}, ms: {self.inside[key]['median']:.3f}, {self.inside[key]['min']:.3f}"
        for target in self.targets:
            yield f"{'✓' if target.is_met else '✗'} {target}"

    def as_json(self):
        return {"start": self.small, "start_with_rules": self.large, "start_of_c_program": self.floor, "inside": self.inside}


def sample(hourglass, path, runs=300):
    """Writes the policy, and says what loading it and deciding by it takes in one process."""
    command = [hourglass, "measure", "policy", "--rules", str(RULES), "--accounts", str(ACCOUNTS)]
    command += ["--runs", str(runs), "--output", str(path), "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(standin, stamp, ours, floor, path, inside, progress, starts=60):
    """`path` is where the policy is, `inside` what `sample` has said of it."""
    large = dataclasses.replace(ours, variables=ours.variables | {"POLICY_FILE": str(path)})
    results = Results(kilobytes=path.stat().st_size / 1000, inside=inside)
    competitors = [(ours, results.small), (large, results.large), (floor, results.floor)]
    progress("warming up")
    standin.seed()
    for competitor, _ in competitors:
        with competitor.start(FUNCTION, standin, stamp):
            pass
    progress(f"{starts} starts of each, in turn")
    for turn in range(starts):
        for competitor, values in in_turn(competitors, turn):
            with competitor.start(FUNCTION, standin, stamp) as process:
                values.append(process.start_ms)
    return results
