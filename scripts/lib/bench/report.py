# SPDX-License-Identifier: Apache-2.0
"""The results as a table for people and as JSON for programs."""

import statistics
from dataclasses import dataclass

from targets import targets

ROWS = (
    ("start", "Start to the first /next", "ms"),
    ("start_cpu", "  processor time of that", "ms"),
    ("first_grant_0", "First grant of a container", "ms"),
    ("start_and_first_grant_0", "  with the start", "ms"),
    ("warm_grant_0", "Warm grant", "ms"),
    ("warm_grant_cpu", "  processor time of one, both latencies", "ms"),
    ("polled_grant_0", "  if AWS must be asked once more", "ms"),
    ("first_sweep_0", "First sweep of a container, nothing due", "ms"),
    ("sweep_0_0", "Sweep of nothing", "ms"),
    ("sweep_100_0", "Sweep of 100 expired", "ms"),
    ("sweep_1000_0", "Sweep of 1,000 expired", "ms"),
    (None, "With 20 ms a call", ""),
    ("first_grant_20", "First grant of a container", "ms"),
    ("start_and_first_grant_20", "  with the start", "ms"),
    ("warm_grant_20", "Warm grant", "ms"),
    ("polled_grant_20", "  if AWS must be asked once more", "ms"),
    ("first_sweep_20", "First sweep of a container, nothing due", "ms"),
    ("sweep_0_20", "Sweep of nothing", "ms"),
    ("sweep_100_20", "Sweep of 100 expired", "ms"),
    ("sweep_1000_20", "Sweep of 1,000 expired", "ms"),
    (None, "Memory", ""),
    ("grant_peak_mb", "Peak of a process that grants", "MB"),
    ("sweep_peak_mb", "Peak of a process that sweeps", "MB"),
)

CALLS = (
    ("first_grant", "first grant"),
    ("warm_grant", "warm grant"),
    ("first_sweep", "first sweep"),
    ("sweep_0", "empty sweep"),
    ("sweep_100", "sweep of 100"),
)


@dataclass
class Results:
    names: list  # the competitors, Hourglass first, the floor last
    samples: dict
    calls: dict
    sizes: dict  # name -> what it is -> MB
    facts: dict  # machine, date, load, versions

    def median(self, measure, name):
        return statistics.median(self.samples[measure][name])

    @property
    def targets(self):
        return targets(self, (self.names[0], self.names[1], self.names[-1]))

    def as_json(self):
        return {
            "facts": self.facts,
            "results": {
                measure: {
                    name: {"median": round(self.median(measure, name), 3), "runs": len(values), "samples": values}
                    for name, values in by_name.items()
                }
                for measure, by_name in self.samples.items()
            },
            "ratios": {
                measure: {
                    name: round(self.median(measure, name) / self.median(measure, self.names[0]), 3)
                    for name in by_name
                    if name != self.names[0]
                }
                for measure, by_name in self.samples.items()
                if self.names[0] in by_name
            },
            "calls": self.calls,
            "zip_mb": self.sizes,
            "targets": [
                {"target": one.sentence, "limit": one.limit, "measured": round(one.measured, 3), "met": one.is_met}
                for one in self.targets
            ],
        }

    def table(self):
        """Medians, and in brackets how many times Hourglass's each is."""
        lines = [["", *self.names, "runs"]]
        for measure, title, unit in ROWS:
            if measure is None:
                lines.append([f"{title}:"])
            elif measure in self.samples:
                cells = [self._cell(measure, name) for name in self.names]
                runs = min(len(values) for values in self.samples[measure].values())
                lines.append([f"{title}, {unit}", *cells, str(runs)])
        lines.append(["Calls to AWS:"])
        for kind, title in CALLS:
            if kind in self.calls:
                lines.append([f"  {title}", *(str(self.calls[kind].get(name, "")) for name in self.names)])
        return aligned(lines)

    def _cell(self, measure, name):
        if name not in self.samples[measure]:
            return ""
        value = self.median(measure, name)
        text = f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
        if name == self.names[0]:
            return text
        ratio = value / self.median(measure, self.names[0])
        return f"{text} (×{ratio:.0f})" if ratio >= 10 else f"{text} (×{ratio:.2g})"

    def size_lines(self):
        for name, sizes in self.sizes.items():
            for what, megabytes in sizes.items():
                yield f"  {name}, {what}: {megabytes:.2f} MB" if megabytes >= 0.1 else (
                    f"  {name}, {what}: {megabytes * 1000:.1f} kB"
                )


def aligned(lines):
    columns = max(len(line) for line in lines)
    widths = [max((len(line[i]) for line in lines if len(line) > max(i, 1)), default=0) for i in range(columns)]
    for line in lines:
        first, *rest = line
        yield "  ".join([first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:]))]).rstrip()
