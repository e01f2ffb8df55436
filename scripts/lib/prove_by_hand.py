# SPDX-License-Identifier: Apache-2.0
"""Runs the commands of docs/deploy.md that install the core by hand, in their order, against a local AWS with IAM enforced, and
looks at what they have made: without a key, with one, and after it was replaced."""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import time
from typing import Any

import seed
import servers
from local_stack import LocalStack
from prove_stack import claim, until
from servers import Server, ServerError
from stack import Stack
from template import TEMPLATE

ROOT = TEMPLATE.parent
AWS = ROOT / ".venv-awscli" / "bin"
STACK = "hourglass"
# What one block leaves to the next, as they are all typed into one shell.
VARIABLES = ("ACCOUNT", "REGION", "STREAM", "ALERT_KEY", "TOPIC", "SEAL_KEY", "SEAL_KEYS_OLD")


class BareAWS(LocalStack):
    """Users, accounts and permission sets, and nothing of ours."""

    def seed(self, moto: Server, router: Server, ministack: Server) -> None:
        seed.seed_directory(moto.url)
        self.write_env({"AWS_ENDPOINT_URL": router.url})


def blocks(section: str) -> list[str]:
    """The commands of a section of the page, a string for each block."""
    page = (ROOT / "docs" / "deploy.md").read_text()
    found = re.search(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    if not found:
        raise ServerError(f"docs/deploy.md has no section {section!r}")
    return re.findall(r"^```sh\n(.*?)^```$", found[1], re.MULTILINE | re.DOTALL)


class Shell:
    """One shell, in which one block after another is typed."""

    def __init__(self, endpoint: str, folder: pathlib.Path):
        self.state = folder / "shell"
        self.state.write_text("")
        # The first version of the AWS CLI goes to SQS by a name of its own, whatever the variable says.
        aws = folder / "bin" / "aws"
        aws.parent.mkdir(exist_ok=True)
        aws.write_text(f'#!/bin/sh\nexec {AWS}/aws --endpoint-url {endpoint} "$@"\n')
        aws.chmod(0o755)
        self.environment = servers.clean_environment() | {
            "PATH": f"{aws.parent}:{os.environ['PATH']}",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": servers.REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def run(self, commands: str) -> str:
        """What it prints. The first command that fails ends it all."""
        kept = "for NAME in " + " ".join(VARIABLES) + '; do [ -z "${!NAME+x}" ] || declare -p "$NAME"; done'
        script = f'set -eo pipefail\n. "{self.state}"\n{commands}\n{{ {kept}; }} >"{self.state}"\n'
        done = subprocess.run(
            ["bash", "-c", script],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise ServerError(f"These commands of docs/deploy.md fail:\n{commands}\n{done.stdout[-2000:]}")
        return done.stdout


def named(stack: Stack) -> None:
    """Each thing that the commands have made is there, as the template would have it."""
    for table, name in (("StateTable", "jit-access-state"), ("AuditTable", "jit-access-audit")):
        found = stack.client("dynamodb").describe_table(TableName=name)["Table"]
        claim(found["DeletionProtectionEnabled"], f"{name} is protected against deletion", found)
    indexes = {index["IndexName"] for index in found["GlobalSecondaryIndexes"]}
    claim(indexes == {"user-index", "account-index", "day-index"}, "the audit table has its indexes", indexes)
    iam = stack.client("iam")
    for function in ("Grant", "Revoke", "Notify"):
        attached = iam.list_attached_role_policies(RoleName=f"{STACK}-{function}")["AttachedPolicies"]
        inline = iam.list_role_policies(RoleName=f"{STACK}-{function}")["PolicyNames"]
        claim((attached, inline) == ([], ["Hourglass"]), f"{function}'s role has the rights of its document alone", (attached, inline))
    rules = {rule["Name"] for rule in stack.client("events").list_rules()["Rules"]}
    wanted = {f"{STACK}-{name}" for name in ("Grant-Sweep", "Revoke-Sweep", "Revoke-Reconcile")}
    claim(rules == wanted, "the schedules are there", rules)


def without_key(stack: Stack, shell: Shell) -> None:
    smoke = shell.run(f"scripts/smoke --by-hand {STACK}")
    claim("SEAL_KEY is not set" in smoke, "scripts/smoke says that there is no key", smoke)
    logged = until(20, lambda: "SEAL_KEY is not set" in log(stack))
    claim(logged, "and so does Grant's log", log(stack)[-500:])
    answer = stack.invoke("Grant", event() | {"request_id": "hand-one"})
    claim(answer.status == 200, "the published event is granted without one", answer)
    claim(len(stack.assignments("ada@example.com")) == 1, "and Ada has access in Identity Center")
    answer = stack.invoke("Grant", later("hand-two"))
    claim((answer.status, answer.body["code"]) == (503, "seal_key_missing"), "what begins later is refused", answer)
    commands = re.findall("`([^`]+)`", answer.body["error"])
    page = "".join(blocks("The key that seals requests"))
    claim(len(commands) == 2 and all(it in page for it in commands), "with the two commands of the page", commands)
    answer = stack.invoke("Revoke", {"action": "revoke", "request_id": "hand-one", "reason": "proof"})
    claim(answer.status == 200, "an early end needs none", answer)
    claim(stack.assignments("ada@example.com") == [], "and Ada has none any more")


def with_key(stack: Stack, shell: Shell, make: str, replace: str) -> None:
    shell.run(make)
    smoke = shell.run(f"scripts/smoke --by-hand {STACK}")
    claim("SEAL_KEY is not set" not in smoke, "with a key scripts/smoke has nothing to say of it", smoke)
    wait = later("hand-three")
    answer = stack.invoke("Grant", wait)
    claim(answer.status == 202, "what begins later is sealed and waits", answer)
    shell.run(replace)
    variables = stack.function("Grant")["Environment"]["Variables"]
    claim(variables["SEAL_KEY"] != variables["SEAL_KEYS_OLD"], "the key was replaced", variables)
    claim("STATE_TABLE" in variables and "ALERT_TOPIC_ARN" in variables, "and no other variable was lost", variables)
    kms = stack.client("kms", stack.role_credentials("Revoke"))
    try:
        kms.generate_mac(KeyId=variables["SEAL_KEY"], MacAlgorithm="HMAC_SHA_256", Message=b"x")
        claim(False, "Revoke's role cannot make a seal")
    except kms.exceptions.ClientError as error:
        claim("AccessDenied" in str(error), "Revoke's role cannot make a seal", error)

    def begun() -> list[dict[str, str]]:
        stack.invoke("Grant", {"action": "sweep"})
        return stack.assignments("grace@example.com")

    claim(until(90, begun), "what the old key has sealed begins by the new one's side", stack.trail("hand-three"))
    claim(stack.invoke("Grant", later("hand-four")).status == 202, "and the new key seals")


def event() -> dict[str, Any]:
    return json.loads((ROOT / "events" / "grant.json").read_text())


def later(request_id: str) -> dict[str, Any]:
    start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=45)
    return {
        "user_email": "grace@example.com",
        "account_id": "444455556666",
        "request_id": request_id,
        "start_at": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def log(stack: Stack) -> str:
    logs = stack.client("logs")
    events = logs.filter_log_events(logGroupName=f"/aws/lambda/{STACK}-Grant")["events"]
    return "\n".join(it["message"] for it in events)


def swept(stack: Stack) -> None:
    """By the schedule, which nobody here helps."""
    whole = event() | {"request_id": "hand-five", "duration": "PT15S"}
    answer = stack.invoke("Grant", {name: value for name, value in whole.items() if name != "duration_hours"})
    claim(answer.status == 200, "a lease of 15 seconds", answer)
    gone = until(150, lambda: "REVOKE SUCCESS" in stack.trail("hand-five"))
    claim(gone, "is ended by the schedule", stack.trail("hand-five"))


def main() -> int:
    folder = pathlib.Path(os.environ.get("HOURGLASS_LOCAL_STACK_DIR") or ROOT / ".local-aws-by-hand").absolute()
    local = BareAWS(folder)
    local.stop()
    local.start()
    try:
        endpoint = local.servers()[1].url
        shell = Shell(endpoint, folder)
        outputs = {f"{name}Function": f"{STACK}-{name}" for name in ("Grant", "Revoke", "Notify")}
        stack = Stack(endpoint, STACK, outputs | {"StateTable": "jit-access-state", "AuditTable": "jit-access-audit"})
        for block in blocks("By hand"):
            shell.run(block)
            print(f"  ✓ {block.splitlines()[0]}", flush=True)
        named(stack)
        without_key(stack, shell)
        make, replace = blocks("The key that seals requests")
        with_key(stack, shell, make, replace)
        swept(stack)
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        local.stop()
    return 0


if __name__ == "__main__":
    began = time.monotonic()
    status = main()
    print(f"  {time.monotonic() - began:.0f} s")
    sys.exit(status)
