# SPDX-License-Identifier: Apache-2.0
"""scripts/deploy in a folder of its own, with a SAM CLI, an AWS CLI and a policy check that are scripts of the tests."""

import json
import os
import pathlib
import pty
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import zipfile
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[3]
ELF = b"\x7fELF" + bytes(14) + (0x3E).to_bytes(2, "little")

# Answers what the test has put beside it under the name of the operation, and writes down what it was asked.
AWS = """#!{python}
import json, pathlib, sys
here = pathlib.Path({here!r})
with (here / "aws.log").open("a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
answer = json.loads((here / "aws.json").read_text()).get(sys.argv[2])
if not isinstance(answer, dict):
    sys.exit(answer or f"An error occurred (AccessDenied) when calling {{sys.argv[2]}}: not authorized")
print(answer.get("text", json.dumps(answer)))
"""
SAM = """#!{python}
import json, pathlib, sys
if sys.argv[1:] == ["--version"]:
    print("SAM CLI, version 1")
else:
    pathlib.Path({here!r}, "sam.json").write_text(json.dumps(sys.argv[1:]))
"""
SWIFT = """#!/bin/sh
case "$*" in
"build --quiet --product hourglass") exit 0 ;;
"run --quiet hourglass policy check policy.json")
    echo "Lends without approval: AdministratorAccess to users: anybody"
    exit {status}
    ;;
"run --quiet hourglass policy test policy.tests.json")
    echo "tested"
    exit {tests}
    ;;
*) exit 9 ;;
esac
"""

SMOKE = """#!/bin/sh
echo "$*" >{here}/smoke.log
exit {status}
"""

ADMINISTRATORS = {
    "DelegatedAdministrators": [
        {"Id": "444455556666", "Name": "security"},
        {"Id": "111122223333", "Name": "identity\u001b[31m"},
    ]
}
LIMIT = {"AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000}}
NO_STACK = "An error occurred (ValidationError) when calling DescribeStacks: Stack with id hourglass does not exist"


def stack(parameters: dict[str, str], *outputs: str) -> dict[str, Any]:
    return {
        "Stacks": [
            {
                "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
                "Outputs": [{"OutputKey": output, "OutputValue": "x"} for output in outputs],
            }
        ]
    }


def limit(executions: int, unreserved: int | None = None) -> dict[str, Any]:
    rest = executions if unreserved is None else unreserved
    return {"AccountLimit": {"ConcurrentExecutions": executions, "UnreservedConcurrentExecutions": rest}}


class Deployment(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for path in ("scripts/deploy", "scripts/lib/common.sh", "scripts/lib/deploy_settings.py"):
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, self.root / path)
        for path in ("Sources", "dist", "bin"):
            (self.root / path).mkdir()
        for path in ("Package.swift", "policy.json", "template.yaml"):
            (self.root / path).write_text("")
        for function in ("Grant", "Revoke", "Gateway", "Notify"):
            with zipfile.ZipFile(self.root / f"dist/{function}.zip", "w") as archive:
                archive.writestr("bootstrap", ELF)
        self.stub("aws", AWS)
        self.stub("sam", SAM)
        self.stub("swift", SWIFT, status=0, tests=0)
        self.stub("smoke", SMOKE, status=0)
        shutil.move(self.root / "bin/smoke", self.root / "scripts/smoke")
        self.answers: dict[str, Any] = {
            "get-caller-identity": {"text": "123456789012"},
            "list-delegated-administrators": ADMINISTRATORS,
            "get-account-settings": LIMIT,
            "describe-stacks": NO_STACK,
        }

    def stub(self, name: str, text: str, **values: Any) -> None:
        path = self.root / "bin" / name
        path.write_text(text.format(python=sys.executable, here=str(self.root), **values))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def deploy(self, *arguments: str, typed: str | None = None) -> tuple[int, str, list[str] | None]:
        """Its exit status, what it printed, and what sam was told; None if sam was not run.

        `typed` is what a person types; without it there is nobody.
        """
        (self.root / "aws.json").write_text(json.dumps(self.answers))
        (self.root / "sam.json").unlink(missing_ok=True)
        environment = {
            "PATH": f"{self.root / 'bin'}:{pathlib.Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(self.root),
        }
        ends = pty.openpty() if typed is not None else None
        try:
            if ends:
                os.write(ends[0], typed.encode())
            done = subprocess.run(
                [self.root / "scripts/deploy", *arguments],
                env=environment,
                stdin=ends[1] if ends else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=60,
            )
        finally:
            for end in ends or ():
                os.close(end)
        told = self.root / "sam.json"
        return done.returncode, done.stdout, json.loads(told.read_text()) if told.exists() else None
