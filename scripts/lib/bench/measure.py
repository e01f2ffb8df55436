# SPDX-License-Identifier: Apache-2.0
"""What is measured, in an order that lets no competitor have the quieter machine: each round has all of them."""

from collections import defaultdict
from dataclasses import dataclass


@dataclass
class Plan:
    rounds: int = 10
    starts: int = 5
    sweep_rounds: int = 10
    warm_grants: int = 10
    polled_grants: int = 2
    warm_sweeps: int = 3
    active: int = 10_000
    # How many rounds have the sweep of so many expired leases, by latency in ms.
    sweeps: tuple = (((100, 0), 10), ((1000, 0), 10), ((100, 20), 10), ((1000, 20), 3))

    def sweeps_of(self, latency, round):
        return [expired for (expired, at), rounds in self.sweeps if at == latency and round < rounds]


QUICK = Plan(
    rounds=2, starts=5, sweep_rounds=1, warm_grants=4, polled_grants=1, warm_sweeps=2, sweeps=(((100, 0), 1), ((100, 20), 1))
)
LATENCIES = (0, 20)


def in_turn(competitors, round):
    """Another one begins each time."""
    turn = round % len(competitors)
    return competitors[turn:] + competitors[:turn]


class Bench:
    def __init__(self, standin, stamp, competitors, floor, plan, progress):
        self.standin = standin
        self.stamp = stamp
        self.competitors = competitors
        self.floor = floor
        self.plan = plan
        self.progress = progress
        self.samples = defaultdict(lambda: defaultdict(list))  # measure -> competitor -> values
        self.calls = defaultdict(dict)  # kind of invocation -> competitor -> calls to AWS
        self._grants = 0

    def run(self):
        self._warm_up()
        for latency in LATENCIES:
            for round in range(self.plan.rounds):
                self.progress(f"grants, {latency} ms a call, round {round + 1} of {self.plan.rounds}")
                self._measure_native_starts()
                for competitor in in_turn(self.competitors, round):
                    self._measure_grants(competitor, latency)
            for round in range(self.plan.sweep_rounds):
                sizes = self.plan.sweeps_of(latency, round)
                kinds = ", ".join(str(size) for size in [0, *sizes])
                self.progress(f"sweeps of {kinds}, {latency} ms a call, round {round + 1} of {self.plan.sweep_rounds}")
                for competitor in in_turn(self.competitors, round):
                    self._measure_sweeps(competitor, latency, sizes)

    def _warm_up(self):
        """Every program once, so that none pays for reading its files from the disk or compiling its Python."""
        self.progress("warming up")
        self.standin.seed()
        for competitor in [self.floor, *self.competitors]:
            for function in competitor.commands:
                with competitor.start(function, self.standin, self.stamp):
                    pass

    def _measure_native_starts(self):
        """Some more, in turn, of the two that take so little time that one interruption spoils it."""
        for _ in range(self.plan.starts):
            for competitor in (self.floor, self.competitors[0]):
                with competitor.start("Grant", self.standin, self.stamp) as process:
                    self._add_start(competitor, process)

    def _add_start(self, competitor, process):
        self._add("start", competitor, process.start_ms)
        self._add("start_cpu", competitor, process.start_cpu_ms)

    def _add(self, measure, competitor, value):
        self.samples[measure][competitor.name].append(value)

    # Grants

    def _measure_grants(self, competitor, latency):
        self.standin.seed(active=self.plan.active, latency_ms=latency)
        with competitor.start("Grant", self.standin, self.stamp) as process:
            self._add_start(competitor, process)
            first = self._grant("first_grant", competitor)
            self._add(f"first_grant_{latency}", competitor, first)
            self._add(f"start_and_first_grant_{latency}", competitor, process.start_ms + first)
            before = process.cpu_ms()
            for _ in range(self.plan.warm_grants):
                self._add(f"warm_grant_{latency}", competitor, self._grant("warm_grant", competitor))
            self._add("warm_grant_cpu", competitor, (process.cpu_ms() - before) / self.plan.warm_grants)
            self._add("grant_peak_mb", competitor, process.peak_mb())
            self.standin.seed(active=self.plan.active, latency_ms=latency, finishes_later=True)
            for _ in range(self.plan.polled_grants):
                self._add(f"polled_grant_{latency}", competitor, self._grant("polled_grant", competitor))

    def _grant(self, kind, competitor):
        self._grants += 1
        event = {
            "user_email": f"ada-{self._grants}@example.com",
            "account_id": f"1{self._grants:011}",
            "duration_hours": 1,
        }
        before = self.standin.state()
        milliseconds, answer = self.standin.invoke(event)
        after = self.standin.state()
        # A competitor is only as quick as what it has done: two items, three records and an assignment.
        done = {name: after[name] - before[name] for name in ("state", "audit", "assignments")}
        if done != {"state": 2, "audit": 3, "assignments": 1} or answer.get("lease_status") != "ACTIVE":
            raise RuntimeError(f"A grant of {competitor.name} left something else behind: {done}, {answer}")
        self.calls[kind][competitor.name] = after["all_calls"] - before["all_calls"]
        return milliseconds

    # Sweeps

    def _measure_sweeps(self, competitor, latency, sizes):
        self.standin.seed(active=self.plan.active, latency_ms=latency)
        with competitor.start("Revoke", self.standin, self.stamp) as process:
            # The first sweep of a container also looks through the table for rows of the published sample.
            self._add(f"first_sweep_{latency}", competitor, self._sweep("first_sweep", competitor, 0))
            for _ in range(self.plan.warm_sweeps):
                self._add(f"sweep_0_{latency}", competitor, self._sweep("sweep_0", competitor, 0))
            for expired in sizes:
                self.standin.seed(active=self.plan.active, expired=expired, latency_ms=latency)
                milliseconds = self._sweep(f"sweep_{expired}", competitor, expired)
                self._add(f"sweep_{expired}_{latency}", competitor, milliseconds)
            self._add("sweep_peak_mb", competitor, process.peak_mb())

    def _sweep(self, kind, competitor, expired):
        before = self.standin.state()
        milliseconds, answer = self.standin.invoke({})
        after = self.standin.state()
        # Binding and assignment gone, its memory there; two more records of each.
        done = {name: after[name] - before[name] for name in ("state", "audit", "assignments")}
        # Hourglass keeps in the table how far its search for old rows is; a table that was seeded anew has no such item.
        found = {"search": done["state"] in (0, 1), "audit": done["audit"], "assignments": done["assignments"]}
        expected = {"search": True, "audit": 2 * expired, "assignments": -expired}
        if found != expected or answer.get("revoked_count") != expired or answer.get("error_count") != 0:
            raise RuntimeError(f"A sweep of {competitor.name} left something else behind: {done}, {answer}")
        self.calls[kind][competitor.name] = after["all_calls"] - before["all_calls"]
        return milliseconds
