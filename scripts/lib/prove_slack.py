# SPDX-License-Identifier: Apache-2.0
"""The proof that scripts/test-stack gives of the Gateway: with Slack it is there, under a role that IAM holds to its
rights; what is signed is handed over, and what is not does nothing."""

import json
import os
import pathlib
import sys
from collections.abc import Callable
from typing import Any

import deployment
import local_slack
import stack as stacks
import stack_rights
from prove_stack import claim, until
from servers import ServerError
from slack_event import EVENTS, signed
from stack import Stack

SECRETS = "arn:aws:secretsmanager:us-east-1:123456789012:secret"
INVOKE = frozenset({"lambda:InvokeFunction"})
GATEWAY_TABLE = "jit-access-gateway"
DENIED = {"user_email": "ada@example.com", "account_id": "999999999999"}


def call(stack: Stack, event: dict[str, Any], alias: str | None = "url") -> tuple[int | None, str]:
    """Status and body of what the Gateway answers by one of its ways in. MiniStack's own URLs name no alias."""
    function = stack.outputs["GatewayFunction"] + (f":{alias}" if alias else "")
    answer = stack.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
    payload = json.loads(answer["Payload"].read() or b"{}")
    if "FunctionError" in answer:
        raise ServerError(f"The Gateway failed, by {alias or 'itself'}: {payload}")
    return payload.get("statusCode"), payload.get("body", json.dumps(payload))


def add(stack: Stack) -> Stack:
    claim("GatewayFunction" not in stack.outputs, "without Slack nothing faces the internet", stack.outputs)
    secret = {"bot_token": local_slack.BOT_TOKEN, "signing_secret": local_slack.SIGNING_SECRET}
    secrets = stack.client("secretsmanager")
    arn = secrets.create_secret(Name="proof/slack", SecretString=json.dumps(secret))["ARN"]
    folder = pathlib.Path(os.environ["HOURGLASS_LOCAL_STACK_DIR"]).absolute()
    deployment.deploy(stack.endpoint, folder, {"SlackSecretArn": arn, "SlackChannel": "C0APPROVERS"})
    return Stack(stack.endpoint, stack.name, deployment.outputs(stack.endpoint, stack.name))


def converse(stack: Stack) -> None:
    status, body = call(stack, signed("help"))
    claim(status == 200 and "ephemeral" in body, "a signed command is answered, with the secret that its role may read", body)
    status, body = call(stack, signed("help", "guessed"))
    claim(status == 401, "one that is signed with another secret is refused", body)
    event = signed("status")
    status, body = call(stack, event)
    claim(status == 200 and "One moment" in body, "what takes longer goes into its queue, by its own alias", body)
    status, _ = call(stack, event)
    claim(status == 401, "and is refused when it comes again", status)
    told = call(stack, json.loads((EVENTS / "audit-stream.json").read_text()), "events")
    claim(told[1] == "{}", "a record of the audit trail is heard", told)
    claim(call(stack, {}, None)[1] == "{}", "and the schedule finds what ends soon, of which there is nothing")


def hear(stack: Stack) -> None:
    def is_told() -> bool:
        # What was refused is in the trail of its invocation, whose id is that of a request which names none.
        key = {"memory_key": {"S": f"event#slack#attempt:/{answer.body['request_id']}/1"}}
        return "Item" in stack.client("dynamodb").get_item(TableName=GATEWAY_TABLE, Key=key)

    def mappings(function: str) -> list[dict[str, Any]]:
        found = stack.client("lambda").list_event_source_mappings(FunctionName=stack.outputs[function])
        return found["EventSourceMappings"]

    def result() -> str:
        return mappings("NotifyFunction")[0].get("LastProcessingResult", "")

    readers = (len(mappings("NotifyFunction")), len(mappings("GatewayFunction")))
    claim(readers == (1, 0), "Notify is the one reader of the audit table's stream", readers)
    # What is denied is on record, and nobody in Slack is told of it: only the Gateway's own memory shows that it came.
    stack.deny_on("Notify", "lambda:InvokeFunction", "*")
    answer = stack.invoke("Grant", DENIED)
    claim(answer.status == 404, "a request for an account that is not there is denied", answer)
    failed = until(30, lambda: result() == "FAILED")
    claim(failed and not is_told(), "the stream brings its record to Notify, which may not hand it over and gives it back", result())
    stack.deny_on("Notify", "lambda:InvokeFunction", None)
    claim(until(60, is_told), "and it comes again until the Gateway remembers it as told", result())


def confine(stack: Stack, slack: frozenset[str] = INVOKE, servicenow: frozenset[str] = frozenset()) -> None:
    """Of all actions that there are on these, IAM allows its role so many.

    The last two are what it may do with the functions by the aliases of either.
    """
    grant, revoke = stack.outputs["GrantFunctionArn"], stack.outputs["RevokeFunctionArn"]
    dynamodb, iam = stack.client("dynamodb"), stack.client("iam")
    tables = {
        name: dynamodb.describe_table(TableName=table)["Table"]
        for name, table in (
            ("state", stack.outputs["StateTable"]),
            ("audit", stack.outputs["AuditTable"]),
            ("gateway", GATEWAY_TABLE),
        )
    }
    table = stack_rights.actions("dynamodb", "dynamodb")
    instance = stack.client("sso-admin").list_instances()["Instances"][0]["InstanceArn"]
    role = stack.function("Gateway")["Role"]
    for name, asked, arn, wanted in (
        # By a key, and of requests alone: see below.
        ("any item of the state table", table, tables["state"]["TableArn"], set()),
        ("the due-index", table, f"{tables['state']['TableArn']}/index/due-index", {"dynamodb:Query"}),
        ("the audit table", table, tables["audit"]["TableArn"], set()),
        ("its own table", table, tables["gateway"]["TableArn"], {"dynamodb:GetItem", "dynamodb:PutItem"}),
        ("Identity Center", stack_rights.actions("sso-admin", "sso"), instance, set()),
        ("accounts", stack_rights.actions("sso-admin", "sso"), "arn:aws:sso:::account/111122223333", set()),
        ("Grant by ServiceNow's alias", ["lambda:InvokeFunction"], f"{grant}:servicenow", servicenow),
        ("Revoke by ServiceNow's alias", ["lambda:InvokeFunction"], f"{revoke}:servicenow", servicenow),
        ("another secret", ["secretsmanager:GetSecretValue"], f"{SECRETS}:other-AbCdEf", set()),
        ("Grant itself", ["lambda:InvokeFunction"], grant, set()),
        ("Grant's URL", ["lambda:InvokeFunction"], f"{grant}:url", set()),
        ("Grant by Slack's alias", ["lambda:InvokeFunction"], f"{grant}:slack", slack),
        ("Revoke by Slack's alias", ["lambda:InvokeFunction"], f"{revoke}:slack", slack),
    ):
        granted = stack_rights.allowed(iam, role, asked, [arn])
        rights = ", ".join(sorted(it.split(":")[1] for it in wanted)) or "nothing"
        claim(granted == wanted, f"the Gateway may do with {name}: {rights}", granted)
    for key, wanted in (
        ("request#direct/1", {"dynamodb:GetItem"}),
        ("fence#1", set()),
        ("sweep#lease", set()),
        ("alerted#grant", set()),
    ):
        keys = stack_rights.context(dynamodb_LeadingKeys=key)
        granted = stack_rights.allowed(iam, role, table, [tables["state"]["TableArn"]], keys)
        claim(granted == wanted, f"the Gateway may {'' if wanted else 'not '}read {key} in the state table", granted)


def prove(add: Callable[[Stack], Stack], claims: Callable[[Stack], None]) -> int:
    """Adds a way in to the stack of the environment, and proves what is claimed of it; the exit status."""
    try:
        stack = add(stacks.from_environment())
        until(30, lambda: stack.function("Gateway"))
        claims(stack)
    except ServerError as error:
        print(f"  ✗ {error}", file=sys.stderr)
        return 1
    return 0


def claims(stack: Stack) -> None:
    converse(stack)
    hear(stack)
    confine(stack)


if __name__ == "__main__":
    sys.exit(prove(add, claims))
