# SPDX-License-Identifier: Apache-2.0
"""Harmless events for a deployed stack, and whether the answers are what they should be."""

import json
import sys
from typing import Any

import boto3
import botocore.exceptions

# Refused whatever the configuration is, before Identity Center is asked for anything.
REFUSED = {"user_email": "smoke-test", "account_id": "not-an-account", "source": "cli"}
SWEEP = {"action": "sweep"}
FUNCTIONS = ("Grant", "Revoke", "Notify")


def outputs(stack: str) -> dict[str, str]:
    found = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def invoke(function: str, event: dict[str, Any]) -> dict[str, Any]:
    result = boto3.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
    return json.loads(result["Payload"].read() or b"{}")


def ask(title: str, function: str, event: dict[str, Any], wanted: int) -> bool:
    answer = invoke(function, event)
    holds = answer.get("statusCode") == wanted
    print(f"\n  {'✓' if holds else '✗'} {title}")
    print(f"    {function} was sent    {json.dumps(event)}")
    print(f"    and answered {answer.get('statusCode', 'nothing of its own')}, {wanted} is right:")
    print(f"    {answer.get('body') or json.dumps(answer)}")
    say_of_key(answer)
    return holds and migrated(answer) and is_whole(answer)


def is_whole(answer: dict[str, Any]) -> bool:
    """Whether the function says that nothing is wrong in its settings."""
    faults = json.loads(answer.get("body") or "{}").get("setting_faults", [])
    for fault in faults:
        print(f"\n  ✗ {fault['setting']} is wrong, and what needs it is not done: {fault['problem']}")
    return not faults


def say_of_key(answer: dict[str, Any]) -> None:
    if json.loads(answer.get("body") or "{}").get("seal_key") == "missing":
        print(
            "\n  ! SEAL_KEY is not set: only automatic access that begins at once is given. docs/deploy.md has the two commands"
            "\n    that make and set a key, in \"The key that seals requests\""
        )


def heard(function: str) -> bool:
    """Whether what hears of changed audit records runs: a batch of the stream without any record."""
    answer = invoke(function, {"Records": []})
    holds = answer == {"batchItemFailures": []}
    print(f"\n  {'✓' if holds else '✗'} Notify hears\n    {function} was sent a batch without records\n    {json.dumps(answer)}")
    return holds


def migrated(answer: dict[str, Any]) -> bool:
    """Whether the last look at the state table has found no rows of the published sample that nobody adopts."""
    count = json.loads(answer.get("body") or "{}").get("legacy_row_count", 0)
    if count:
        print(f"\n  ✗ {count} rows of the published sample are not adopted, and nothing ends that access: docs/migrate.md")
    return not count


def main() -> int:
    stack, by_hand = sys.argv[1], sys.argv[2:] == ["--by-hand"]
    try:
        found = {f"{name}Function": f"{stack}-{name}" for name in FUNCTIONS} if by_hand else outputs(stack)
        results = [
            ask("Grant refuses what is not valid", found["GrantFunction"], REFUSED, 400),
            ask("Grant looks at the requests whose moment has come", found["GrantFunction"], SWEEP, 200),
            ask("Revoke sweeps", found["RevokeFunction"], SWEEP, 200),
            heard(found["NotifyFunction"]),
        ]
    except KeyError as error:
        print(f"scripts/smoke: the stack {stack!r} has no output {error}; is it one of Hourglass?", file=sys.stderr)
        return 1
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
        print(f"scripts/smoke: {error}", file=sys.stderr)
        return 1
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
