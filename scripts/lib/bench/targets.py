# SPDX-License-Identifier: Apache-2.0
"""What Hourglass wants to reach, and whether it has."""

from dataclasses import dataclass


@dataclass
class Target:
    sentence: str
    limit: float
    unit: str
    measured: float

    @property
    def is_met(self):
        return self.measured <= self.limit

    def __str__(self):
        verdict = "met" if self.is_met else "NOT MET"
        return f"{self.sentence}: {self.measured:.2f}{self.unit} — {verdict} (at most {self.limit:g}{self.unit})"


def targets(results, names):
    """`names` are those of Hourglass, the Python version and the C program."""
    ours, python, floor = names

    def median(measure, name=ours):
        return results.median(measure, name)

    start = median("start")
    return [
        Target("Start to the first /next", 10, " ms", start),
        Target("Start against the C program", 1.5, " times", start / median("start", floor)),
        Target("Zip of a function", 8, " MB", max(results.sizes[ours].values())),
        Target("Peak memory of grants", 25, " MB", median("grant_peak_mb")),
        Target(
            f"Warm grant with 20 ms a call against {python}",
            0.5, " times", median("warm_grant_20") / median("warm_grant_20", python),
        ),
        Target("Calls of an empty sweep", 1, "", results.calls["sweep_0"][ours]),
    ]
