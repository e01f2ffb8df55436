# SPDX-License-Identifier: Apache-2.0
"""Shows what the ledger and Identity Center hold, as tables for people, and checks that it is what was expected.

It reads the environment as the functions do (endpoints, credentials, table names). A view whose expectation does not
hold says so on standard error and exits with status 1.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from typing import Any

import boto3
import ledger
import tables

class Unexpected(Exception):
    """What was found is not what was expected."""


def expect(holds: bool, expected: str, found: Any) -> None:
    if not holds:
        raise Unexpected(f"Expected {expected}; found {found}.")


def show_assignments(arguments: argparse.Namespace) -> None:
    """What the user holds in Identity Center itself."""
    sso_admin, identitystore = boto3.client("sso-admin"), boto3.client("identitystore")
    instance = sso_admin.list_instances()["Instances"][0]
    user_id = identitystore.get_user_id(
        IdentityStoreId=instance["IdentityStoreId"],
        AlternateIdentifier={"UniqueAttribute": {"AttributePath": "userName", "AttributeValue": arguments.user}},
    )["UserId"]
    pages = sso_admin.get_paginator("list_account_assignments_for_principal").paginate(
        InstanceArn=instance["InstanceArn"], PrincipalId=user_id, PrincipalType="USER"
    )
    found = [assignment for page in pages for assignment in page["AccountAssignments"]]
    names = {
        arn: sso_admin.describe_permission_set(InstanceArn=instance["InstanceArn"], PermissionSetArn=arn)
        for arn in {assignment["PermissionSetArn"] for assignment in found}
    }
    tables.show(
        "Account assignments in Identity Center",
        ["user", "account", "permission set"],
        [
            [arguments.user, assignment["AccountId"], names[assignment["PermissionSetArn"]]["PermissionSet"]["Name"]]
            for assignment in found
        ],
    )
    if arguments.expect is not None:
        expect(len(found) == arguments.expect, f"{arguments.expect} assignment(s)", len(found))


def show_state(arguments: argparse.Namespace) -> None:
    """The user's bindings in the state table."""
    found = ledger.bindings(arguments.user)
    tables.show(
        "Bindings in the state table",
        ["user", "account", "permission set", "status", "expires (UTC)", "leases", "standing"],
        [
            [
                binding.get("user_email"),
                binding.get("account_id"),
                binding.get("permission_set"),
                binding.get("status"),
                tables.moment(binding.get("expiry_timestamp")),
                ", ".join(binding.get("leases", {})),
                "yes" if binding.get("standing") else "no",
            ]
            for binding in found
        ],
    )
    if arguments.expect is not None:
        statuses = [binding.get("status") for binding in found]
        expect(statuses == arguments.expect, f"bindings {arguments.expect}", statuses)


def show_audit(arguments: argparse.Namespace) -> None:
    """The trail of one request, in order."""
    found = ledger.trail(arguments.request_id)
    tables.show(
        f"Audit trail of request {arguments.request_id}",
        ["#", "time (UTC)", "action", "status", "expires (UTC)", "reason", "hash", "previous"],
        [
            [
                record.get("sequence"),
                tables.moment(record.get("timestamp")),
                record.get("action"),
                record.get("status"),
                tables.moment(record.get("expires_at")),
                record.get("error_message") or record.get("reason"),
                str(record.get("hash", ""))[:8],
                str(record.get("previous_hash", ""))[:8],
            ]
            for record in found
        ],
    )
    if arguments.expect is not None:
        steps = [f"{record.get('action')} {record.get('status')}" for record in found]
        remaining = iter(steps)
        expect(all(step in remaining for step in arguments.expect), f"in this order {arguments.expect}", steps)
        expect(steps[-1] == arguments.expect[-1], f"{arguments.expect[-1]} as the last record", steps)
        expect(ledger.is_chained(found), "an unbroken chain of hashes", "a missing or changed record")


def show_alerts(arguments: argparse.Namespace) -> None:
    """What has been sent to the alert topic, as the test inbox has it."""
    answer = boto3.client("sqs").receive_message(
        QueueUrl=os.environ["HOURGLASS_TEST_ALERT_QUEUE_URL"], MaxNumberOfMessages=10, VisibilityTimeout=0
    )
    found = [message["Body"] for message in answer.get("Messages", [])]
    tables.show("Alerts sent", ["alert"], [[" ".join(body.split())[:110]] for body in found])
    if arguments.expect is not None:
        expect(len(found) == arguments.expect, f"{arguments.expect} alert(s)", len(found))


def show_answer(arguments: argparse.Namespace) -> None:
    """What a function answered, read from standard input."""
    answer = ledger.answer(sys.stdin.read())
    expect(answer is not None, "an answer with a statusCode", "none")
    tables.show("The function's answer", ["field", "value"], [[key, plain(value)] for key, value in answer.items()])
    for wanted in arguments.expect or []:
        key, _, value = wanted.partition("=")
        expect(plain(answer.get(key)) == value, wanted, f"{key}={plain(answer.get(key))}")


def plain(value: Any) -> str:
    """As it stands in JSON, but texts without quotes."""
    return value if isinstance(value, str) else json.dumps(value)


def print_lease(arguments: argparse.Namespace) -> None:
    """The one lease of the user's one binding: its request id, and its expiry in epoch seconds."""
    found = ledger.bindings(arguments.user)
    expect(len(found) == 1, "one binding", len(found))
    leases = list(found[0].get("leases", {}))
    expect(len(leases) == 1, "one lease", leases)
    print(leases[0], int(found[0]["expiry_timestamp"]))


def main() -> int:
    parser = argparse.ArgumentParser(prog="show.py")
    views = parser.add_subparsers(required=True)

    def view(name: str, run: Callable[[argparse.Namespace], None], *options: str) -> argparse.ArgumentParser:
        added = views.add_parser(name, help=run.__doc__)
        for option in options:
            added.add_argument(option, required=True)
        added.set_defaults(run=run)
        return added

    view("assignments", show_assignments, "--user").add_argument("--expect", type=int, metavar="NUMBER")
    view("state", show_state, "--user").add_argument("--expect", nargs="*", metavar="STATUS")
    view("audit", show_audit, "--request-id").add_argument("--expect", nargs="+", metavar="'ACTION STATUS'")
    view("alerts", show_alerts).add_argument("--expect", type=int, metavar="NUMBER")
    view("answer", show_answer).add_argument("--expect", nargs="+", metavar="FIELD=VALUE")
    view("lease", print_lease, "--user")

    arguments = parser.parse_args()
    try:
        arguments.run(arguments)
    except Unexpected as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
