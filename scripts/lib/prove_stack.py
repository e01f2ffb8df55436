# SPDX-License-Identifier: Apache-2.0
"""The proof that scripts/test-stack gives: what a deployed stack does from the outside, from a grant to its end."""

import datetime
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import botocore.exceptions
import deployment
import seed
import servers
import stack as stacks
import stack_metrics
import stack_mutants
import stack_rights
import template
from servers import ServerError
from stack import Stack

# The schedule's period, and what MiniStack (a look every 10 s) and a busy machine may add to it.
PERIOD, TOLERANCE = 60, 20
LEASE = "PT15S"
ADA = {"user_email": "ada@example.com", "account_id": "111122223333", "request_id": "proof-ada"}
GRACE = {"user_email": "grace@example.com", "account_id": "444455556666", "request_id": "proof-grace"}
LATER = {"user_email": "margaret@example.com", "account_id": "444455556666", "request_id": "proof-later"}


def claim(holds: Any, what: str, found: object = "") -> None:
    if not holds:
        raise ServerError(f"Not so: {what}. Found: {found}")
    print(f"  ✓ {what}", flush=True)


def until(seconds: float, found: Callable[[], Any]) -> Any:
    """The first true value within so many seconds; the last one if there is none."""
    deadline = time.monotonic() + seconds
    while not (value := found()) and time.monotonic() < deadline:
        time.sleep(1)
    return value


def grant(stack: Stack) -> dict[str, str]:
    """Leases of 15 seconds to Ada and to Grace; Ada's assignment."""
    # So that Grace's cannot be revoked, and somebody must be told.
    stack.deny("Revoke", "sso:DeleteAccountAssignment", GRACE["account_id"])
    for event in (GRACE, ADA):
        answer = stack.invoke("Grant", event | {"duration": LEASE})
        claim(answer.status == 200, f"{event['user_email']} is granted access", answer)
        held = stack.assignments(event["user_email"])
        claim([it["AccountId"] for it in held] == [event["account_id"]], "and has it in Identity Center", held)
    instance = stack.client("sso-admin").list_instances()["Instances"][0]["InstanceArn"]
    return {
        "InstanceArn": instance,
        "TargetId": held[0]["AccountId"],
        "TargetType": "AWS_ACCOUNT",
        "PermissionSetArn": held[0]["PermissionSetArn"],
        "PrincipalType": "USER",
        "PrincipalId": held[0]["PrincipalId"],
    }


def refuse(stack: Stack) -> None:
    answer = stack.invoke("Grant", {"user_email": "grace@example.com", "account_id": "12"})
    claim(answer.status == 400 and "account_id" in answer.body["error"], "a bad request is refused by name", answer)
    trail = stack.trail("attempt:/" + answer.body["request_id"])
    claim(trail == ["REQUEST DENIED"], "and its refusal is on record", trail)
    answer = stack.invoke("Grant", ADA | {"request_id": "proof-set", "permission_set": "PowerUserAccess"})
    claim(answer.status == 403, "a permission set that may not be lent is refused", answer)
    answer = stack.invoke("Revoke", {"action": "revoke", "request_id": "proof-none", "reason": "proof"})
    claim(answer.status == 404, "what nobody has asked for cannot be revoked", answer)


def speak(stack: Stack) -> None:
    """The ways in: what was invoked tells who speaks, whatever the event says."""
    asked = {"action": "list", "requester": "ada@example.com"}
    answer = stack.invoke("Grant", asked, alias="servicenow")
    known = (answer.status, answer.body.get("code")) == (403, "unidentified_actor")
    claim(known and "servicenow" in answer.body["error"], "an integration is told by its alias, and unknown here", answer)
    signed = json.loads((template.TEMPLATE.parent / "events" / "url-list.json").read_text())
    answer = stack.invoke("Grant", signed, alias="url")
    claim(answer.status == 200 and "requests" in answer.body, "a caller of the URL is who IAM says they are", answer)
    hand_made = json.loads(json.dumps(signed).replace(seed.PEOPLE_ROLE, seed.HAND_MADE_ROLE))
    caller = hand_made["requestContext"]["authorizer"]["iam"]
    role = stack.client("iam").get_role(RoleName=seed.HAND_MADE_ROLE)["Role"]
    caller["callerId"] = caller["userId"] = f"{role['RoleId']}:ada@example.com"
    answer = stack.invoke("Grant", hand_made, alias="url")
    known = (answer.status, answer.body.get("code")) == (403, "unidentified_actor")
    claim(known, "and nobody by a role that was made by hand, whatever it and its session are called", answer)
    answer = stack.invoke("Grant", signed)
    claim(answer.status == 400, "and what pretends to be such a call is not believed", answer)
    trail = stack.records("attempt:/" + answer.body["request_id"])
    claim(trail[-1]["actor"] == "direct-invocation", "but on record for whoever sent it", trail)
    # MiniStack hands on neither the alias nor the caller, so a call of the URL can only be refused.
    answer = stack.call_url("Grant", {"action": "list"})
    refusal = answer.body.get("code") in ("invalid_event", "unidentified_actor")
    claim(refusal, "a call of the URL that does not say who signed it gets nowhere", answer)
    events = stack.client("events")
    rules = [rule["Name"] for rule in events.list_rules()["Rules"]]
    targets = [it["Arn"] for name in rules for it in events.list_targets_by_rule(Rule=name)["Targets"]]
    wanted = sorted(stack.outputs[f"{function}FunctionArn"] for function in ("Grant", "Revoke"))
    claim(sorted(set(targets)) == wanted, "the schedules invoke the functions themselves, where alone they are believed", targets)
    for function in ("Grant", "Revoke"):
        narrow(stack, function)


def narrow(stack: Stack, function: str) -> None:
    """The policy that docs/deploy.md gives an integration."""
    alias = stack.outputs[f"{function}ServiceNowAliasArn"]
    functions = stack.client("lambda", stack.user_credentials(function, alias))
    answer = functions.invoke(FunctionName=alias, Payload="{}")
    claim(answer["StatusCode"] == 200, f"who may invoke one alias of {function} may do so", answer)
    for other, output in (("the function itself", f"{function}FunctionArn"), ("its URL's alias", f"{function}UrlAliasArn")):
        arn = stack.outputs[output]
        refused(f"Who has that right for {function}", f"invoke {other}", lambda: functions.invoke(FunctionName=arn))


def deny(stack: Stack, assignment: dict[str, str]) -> None:
    """Real calls with the functions' own credentials."""
    audit, state = stack.outputs["AuditTable"], stack.outputs["StateTable"]
    record = next(it for it in stack.items("AuditTable") if it["request_id"] == f"direct/{ADA['request_id']}")
    key = {"request_id": {"S": record["request_id"]}, "sequence": {"N": str(record["sequence"])}}
    value = {":it": {"S": "forged"}}
    for function in ("Grant", "Revoke"):
        credentials = stack.role_credentials(function)
        dynamodb = stack.client("dynamodb", credentials)
        change = {"TableName": audit, "Key": key, "UpdateExpression": "SET actor = :it", "ExpressionAttributeValues": value}
        remove = {"TableName": audit, "Key": key}
        # Not denied, or the denials would say nothing.
        dynamodb.get_item(TableName=state, Key={"assignment_id": {"S": "nothing"}})
        refused(function, "change an audit record", lambda: dynamodb.update_item(**change))
        refused(function, "delete an audit record", lambda: dynamodb.delete_item(**remove))
        refused(
            function,
            "do either in a transaction",
            lambda: dynamodb.transact_write_items(TransactItems=[{"Delete": remove}]),
        )
        refused(function, "delete a table", lambda: dynamodb.delete_table(TableName=state))
        forbid(function, dynamodb, state, audit)
        sso_admin = stack.client("sso-admin", credentials)
        other = sso_admin.delete_account_assignment if function == "Grant" else sso_admin.create_account_assignment
        refused(function, "do the other's half", lambda: other(**assignment))
        narrowed(function, stack.client("events", credentials), sso_admin, assignment)
    problems = stack_rights.problems(stack)
    claim(not problems, "of all actions that AWS knows, the roles have those they need", problems)


def forbid(function: str, dynamodb: Any, state: str, audit: str) -> None:
    """What IAM tells from what the function does every day by an item's key, an attribute or the operation around it."""
    request, value = {"assignment_id": {"S": f"request#direct/{ADA['request_id']}"}}, {":it": {"S": "forged"}}
    record = {"request_id": {"S": "proof-forged"}, "sequence": {"N": "1"}}
    refused(function, "write a record outside of a transaction", lambda: dynamodb.put_item(TableName=audit, Item=record))
    refused(function, "delete a request", lambda: dynamodb.delete_item(TableName=state, Key=request))
    unknown = {"assignment_id": {"S": "something#else"}}
    refused(function, "write an item of no kind", lambda: dynamodb.put_item(TableName=state, Item=unknown))
    if function == "Grant":
        lease = {"assignment_id": {"S": "sweep#lease"}}
        refused(function, "take the sweep's place", lambda: dynamodb.put_item(TableName=state, Item=lease))
    else:
        change = {
            "TableName": state,
            "Key": request,
            "UpdateExpression": "SET seal = :it",
            "ExpressionAttributeValues": value,
        }
        refused(function, "change what decides about a request", lambda: dynamodb.update_item(**change))
        refused(
            function,
            "do it beside what it may change, in a transaction",
            lambda: dynamodb.transact_write_items(
                TransactItems=[{"Update": change | {"UpdateExpression": "SET lease_status = :it, approvals = :it"}}]
            ),
        )
        refused(function, "write a request", lambda: dynamodb.put_item(TableName=state, Item=request))


def narrowed(function: str, events: Any, sso_admin: Any, assignment: dict[str, str]) -> None:
    """What hangs on what a call says of itself."""
    event = {"DetailType": "proof", "Detail": "{}"}
    events.put_events(Entries=[event | {"Source": "hourglass"}])
    refused(
        function,
        "tell of events in the name of others",
        lambda: events.put_events(Entries=[event | {"Source": "hourglass"}, event | {"Source": "aws.health"}]),
    )
    if function != "Grant":
        return
    managed, request = ({"Key": f"hourglass:{it}", "Value": "true"} for it in ("managed", "request"))
    for what, tags in (("without a request's tag", [managed]), ("with a third tag", [managed, request, {"Key": "team", "Value": "a"}])):
        refused(
            function,
            f"make a permission set {what}",
            lambda: sso_admin.create_permission_set(InstanceArn=assignment["InstanceArn"], Name="Proof", Tags=tags),
        )
    own = assignment | {"TargetId": servers.ACCOUNT_ID}
    refused(function, "lend the account that it is in", lambda: sso_admin.create_account_assignment(**own))


def refused(function: str, what: str, call: Callable[[], Any]) -> None:
    try:
        found: object = call()
        denied = False
    except botocore.exceptions.ClientError as error:
        found = error
        denied = error.response["Error"]["Code"] == "AccessDeniedException"
    claim(denied, f"{function} may not {what}", found)


def expire(stack: Stack, inbox: str) -> None:
    """Nobody invokes Revoke here: it is the schedule that fires."""
    # From the deployment to the first sweep, and as long again.
    gone = until(2 * PERIOD + TOLERANCE, lambda: not stack.assignments(ADA["user_email"]))
    claim(gone, "the schedule takes Ada's access away", stack.trail(ADA["request_id"]))
    until(5, lambda: "REVOKE SUCCESS" in stack.trail(ADA["request_id"]))
    record = stack.records(ADA["request_id"])[-1]
    claim((record["action"], record["status"]) == ("REVOKE", "SUCCESS"), "and puts it on record", record)
    late = datetime.datetime.fromisoformat(record["timestamp"]).timestamp() - float(record["expires_at"])
    claim(0 <= late <= PERIOD + TOLERANCE, f"within one period: {late:.0f} s after it ended", late)
    alerts = until(10, lambda: stack.messages(inbox))
    claim(any("grace@example.com" in it for it in alerts), "an alert says that Grace's could not be", alerts)
    claim(stack.assignments(GRACE["user_email"]), "Grace has hers still")
    claim("REVOKE ERROR" in stack.trail(GRACE["request_id"]), "with the error on record")


def tamper(stack: Stack, inbox: str) -> None:
    """Whoever has other rights to the audit table changes a record, and removes another."""
    dynamodb, table = stack.client("dynamodb"), stack.outputs["AuditTable"]
    first, last = (it["sequence"] for it in (stack.records(ADA["request_id"])[0], stack.records(ADA["request_id"])[-1]))
    keys = [{"request_id": {"S": f"direct/{ADA['request_id']}"}, "sequence": {"N": str(it)}} for it in (first, last)]
    whole = dynamodb.get_item(TableName=table, Key=keys[1])["Item"]
    dynamodb.update_item(
        TableName=table,
        Key=keys[0],
        UpdateExpression="SET actor_proof = :it",
        ExpressionAttributeValues={":it": {"S": "forged"}},
    )
    dynamodb.delete_item(TableName=table, Key=keys[1])
    told: list[str] = []

    def is_told() -> bool:
        told.extend(stack.messages(inbox))
        return all(any(f"{ADA['request_id']} was {word}" in it for it in told) for word in ("changed: actor_proof", "removed"))

    claim(until(40, is_told), "a record that is changed alerts, and so does one that is removed, without Slack", told)
    # As it was, for what follows.
    dynamodb.put_item(TableName=table, Item=whole)


def misconfigure(stack: Stack) -> None:
    """A configuration mistake by an update of the stack: it is named, nothing is lost, no event and no table."""
    dead = stack.outputs["GrantDeadLettersUrl"]
    tables = identities(stack)
    # Each is valid, and the default is longer than the maximum.
    deployment.change(stack.endpoint, {"DefaultDurationHours": "8", "MaxDurationHours": "4"})
    answer = stack.invoke("Grant", LATER)
    named = answer.error and "DEFAULT_DURATION_HOURS" in answer.body.get("errorMessage", "")
    claim(named, "a bad setting is an init error that names the variable", answer)
    stack.invoke_later("Grant", LATER)
    records = until(20, lambda: [json.loads(it) for it in stack.messages(dead)])
    claim([it["requestPayload"] for it in records] == [LATER], "an event that fails is in the dead-letter queue", records)
    why = json.dumps([it["responsePayload"] for it in records])
    claim("DEFAULT_DURATION_HOURS" in why, "with the reason", why)
    deployment.change(stack.endpoint, {"DefaultDurationHours": "", "MaxDurationHours": "720"})
    answer = stack.invoke("Grant", records[0]["requestPayload"])
    claim(answer.status == 200, "once it is mended the event can be sent again", answer)
    claim(identities(stack) == tables, "both updates leave the tables what they were", (tables, identities(stack)))
    claim(stack.trail(ADA["request_id"]), "with all that is in them")


def identities(stack: Stack) -> list[tuple[str, Any, bool]]:
    found = []
    for name in ("StateTable", "AuditTable"):
        table = stack.client("dynamodb").describe_table(TableName=stack.outputs[name])["Table"]
        found.append((table["TableArn"], table["CreationDateTime"], table["DeletionProtectionEnabled"]))
    return found


def recover(stack: Stack) -> None:
    """A failed revocation is never dropped."""
    stack.deny("Revoke", "sso:DeleteAccountAssignment", None)

    def sweep() -> bool:
        stack.invoke("Revoke", {"action": "sweep"})
        return not stack.assignments(GRACE["user_email"])

    # It is due again half a minute after it failed.
    gone = until(PERIOD + TOLERANCE, sweep)
    claim(gone, "a sweep takes Grace's access away once it is allowed to", stack.trail(GRACE["request_id"]))


def fail(stack: Stack, inbox: str) -> None:
    """What only happens when AWS refuses: a grant that fails."""
    stack.deny("Grant", "sso:CreateAccountAssignment", "111122223333")
    answer = stack.invoke("Grant", ADA | {"request_id": "proof-failed"})
    stack.deny("Grant", "sso:CreateAccountAssignment", None)
    claim(answer.status == 500 and answer.body["code"] == "grant_failed", "a grant that AWS refuses fails", answer)
    alerts = until(10, lambda: stack.messages(inbox))
    claim(any("proof-failed" in it for it in alerts), "and somebody is told", alerts)


def alarm(stack: Stack, inbox: str) -> None:
    """Every alarm reaches the subscriber, and watches something that exists."""
    cloudwatch = stack.client("cloudwatch")
    alarms = cloudwatch.describe_alarms(AlarmNamePrefix=f"{stack.name}-")["MetricAlarms"]
    claim(len(alarms) == 14, "there are fourteen alarms", [it["AlarmName"] for it in alarms])
    for each in alarms:
        cloudwatch.set_alarm_state(AlarmName=each["AlarmName"], StateValue="ALARM", StateReason="proof")
    told: list[str] = []
    until(10, lambda: told.extend(stack.messages(inbox)) or len(told) >= len(alarms))
    missing = [it["AlarmName"] for it in alarms if not any(it["AlarmName"] in message for message in told)]
    claim(not missing, "each of them reaches the subscriber of the topic", missing)
    # No permission set of the local Identity Center is tagged for fences here; the names of their metrics are held by
    # Swift's tests.
    unwritten = [it for it in stack_metrics.unwritten(stack, alarms) if it[0] not in ("Fenced", "FenceFailed")]
    claim(not unwritten, "the functions have written every metric that alarms and dashboard show", sorted(unwritten))


def prove(stack: Stack, inbox: str) -> None:
    held = grant(stack)
    refuse(stack)
    speak(stack)
    deny(stack, held)
    print("  While that lease runs out: templates with one mistake each", flush=True)
    survivors = stack_mutants.survivors(stack.endpoint)
    claim(not survivors, "each of the mistakes shows, and the copy without one works", survivors)
    expire(stack, inbox)
    tamper(stack, inbox)
    misconfigure(stack)
    recover(stack)
    fail(stack, inbox)
    alarm(stack, inbox)


def main() -> int:
    began = time.monotonic()
    try:
        prove(stacks.from_environment(), os.environ["HOURGLASS_TEST_ALERT_QUEUE_URL"])
    except ServerError as error:
        print(f"  ✗ {error}", file=sys.stderr)
        return 1
    print(f"  All of it holds, after {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
