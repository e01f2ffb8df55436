# SPDX-License-Identifier: Apache-2.0
"""Runs the benchmark: see scripts/bench, which builds what this needs."""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import time
import zipfile
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

import gateway
import policy
from competitor import Competitor
from measure import QUICK, Bench, Plan
from report import Results
from sizes import hourglass_sizes, python_sizes
from standin import StandIn, StandInError

FUNCTIONS = ("Grant", "Revoke")


def hourglass(root, work, functions=FUNCTIONS):
    """The packaged functions, unpacked, or what the release build has made; with the files for each."""
    commands, folders, programs = {}, {}, {}
    packaged = all((root / "dist" / f"{function}.zip").exists() for function in functions)
    for function in functions:
        folder = work / "Hourglass" / function
        folder.mkdir(parents=True, exist_ok=True)
        zip_file = root / "dist" / f"{function}.zip" if packaged else None
        if packaged:
            with zipfile.ZipFile(zip_file) as archive:
                archive.extractall(folder)
        else:
            built = root / ".build-release" / "release" / function
            subprocess.run(["strip", "-o", folder / "bootstrap", built], check=True)
            # As scripts/package puts it there.
            shutil.copy(root / "policy.json", folder)
        executable = folder / "bootstrap"
        executable.chmod(0o755)
        commands[function] = [str(executable)]
        folders[function] = folder
        programs[function] = (executable, zip_file)
    return Competitor("Hourglass", commands, folders), programs, packaged


def python(code, name, threads):
    command = [sys.executable, "-m", "awslambdaric"]
    commands = {function: [*command, f"{function.lower()}.handler"] for function in FUNCTIONS}
    return Competitor(name, commands, dict.fromkeys(FUNCTIONS, code), {"BENCH_THREADS": str(threads)})


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def show_progress(began):
    def show(text):
        minutes, seconds = divmod(int(time.monotonic() - began), 60)
        print(f"    {minutes}:{seconds:02} {text}", file=sys.stderr, flush=True)

    return show


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--root", type=Path, required=True)
    options.add_argument("--floor", required=True)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--gateway", action="store_true")
    options.add_argument("--policy", action="store_true")
    options.add_argument("--json", type=Path)
    arguments = options.parse_args()
    work = arguments.root / ".build-bench"
    if arguments.gateway:
        return measure_gateway(arguments, work)
    if arguments.policy:
        return measure_policy(arguments, work)
    code = Path(__file__).parent / "boto3_version"

    ours, programs, packaged = hourglass(arguments.root, work)
    competitors = [ours, python(code, "boto3", 1), python(code, "boto3, 5 threads", 5)]
    floor = c_program(work)
    load_before = os.getloadavg()
    standin = StandIn(work / "standin")
    try:
        round_trip = standin.round_trip()
        plan = QUICK if arguments.quick else Plan()
        bench = Bench(standin, str(work / "stamp"), competitors, floor, plan, show_progress(time.monotonic()))
        bench.run()
    finally:
        standin.stop()

    results = Results(
        names=[competitor.name for competitor in competitors] + [floor.name],
        samples=bench.samples,
        calls=bench.calls,
        sizes={
            ours.name: hourglass_sizes(programs),
            "Python": python_sizes(code, Path(sysconfig.get_paths()["purelib"])),
        },
        facts={
            **machine(load_before, packaged),
            "floor": arguments.floor,
            "python": platform.python_version(),
            **{name: version(name) for name in ("boto3", "botocore", "awslambdaric")},
            "stand_in_round_trip_us": round(round_trip, 1),
            "active_leases": plan.active,
            "quick": arguments.quick,
        },
    )
    if arguments.json:
        arguments.json.write_text(json.dumps(results.as_json(), indent=1) + "\n")
    print_report(results)


def c_program(work):
    return Competitor("C program", {"Grant": [str(work / "floor")]}, {"Grant": work})


def machine(load_before, packaged):
    """What was measured, where and when."""
    return {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "processor": processor(),
        "processors": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "load_before": [round(one, 2) for one in load_before],
        "load_after": [round(one, 2) for one in os.getloadavg()],
        "hourglass": "dist/*.zip, static" if packaged else "release build, not packaged, shared libcurl",
    }


def print_machine(facts):
    print()
    print(f"{facts['date']}, {facts['processors']} × {facts['processor']}, {facts['system']}")


def measure_gateway(arguments, work):
    ours, _, packaged = hourglass(arguments.root, work, gateway.FUNCTIONS)

    def measure(standin, stamp, progress):
        return gateway.measure(standin, stamp, ours, progress)

    measure_part(arguments, work, packaged, measure)


def measure_policy(arguments, work):
    ours, _, packaged = hourglass(arguments.root, work, (policy.FUNCTION,))
    path = work / "policy.json"
    inside = policy.sample(arguments.root / ".build-release" / "release" / "hourglass", path)

    def measure(standin, stamp, progress):
        return policy.measure(standin, stamp, ours, c_program(work), path, inside, progress)

    measure_part(arguments, work, packaged, measure)


def measure_part(arguments, work, packaged, measure):
    load_before = os.getloadavg()
    standin = StandIn(work / "standin")
    try:
        results = measure(standin, str(work / "stamp"), show_progress(time.monotonic()))
    finally:
        standin.stop()
    facts = machine(load_before, packaged)
    if arguments.json:
        arguments.json.write_text(json.dumps({"facts": facts, **results.as_json()}, indent=1) + "\n")
    print_machine(facts)
    print(f"Load {facts['load_before'][0]} before and {facts['load_after'][0]} after. Hourglass: {facts['hourglass']}.")
    for line in results.lines():
        print(line)


def print_report(results):
    facts = results.facts
    print_machine(facts)
    print(f"Load {facts['load_before'][0]} before and {facts['load_after'][0]} after; a call to the stand-in takes at")
    print(f"most {facts['stand_in_round_trip_us']:.0f} µs of its own. Hourglass: {facts['hourglass']}. The C program: {facts['floor']}.")
    print(f"Python {facts['python']}, boto3 {facts['boto3']}, awslambdaric {facts['awslambdaric']}.")
    print(f"Medians; in brackets, how many times Hourglass's. {facts['active_leases']:,} leases are active throughout.")
    print()
    for line in results.table():
        print(line)
    print()
    print("Size of the zip:")
    for line in results.size_lines():
        print(line)
    print()
    print("Targets:")
    for target in results.targets:
        print(f"  {'✓' if target.is_met else '✗'} {target}")


if __name__ == "__main__":
    try:
        main()
    except (StandInError, RuntimeError, subprocess.CalledProcessError) as problem:
        sys.exit(f"✗ {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
