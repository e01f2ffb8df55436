# SPDX-License-Identifier: Apache-2.0
"""Checks what faces the internet in template.yaml: that the Gateway can change nobody's access, that it asks the functions
by one alias each, and that all of it is gone without Slack."""

from collections.abc import Iterator
from typing import Any

Resources = dict[str, dict[str, Any]]

CONDITION = "HasSlack"
INVOKED = ["GrantSlackAlias", "RevokeSlackAlias", "GatewayWorkAlias"]

# All that it may do, and to what, as YAML has it.
RIGHTS = {
    "logs:CreateLogStream": "GatewayLogs.Arn",
    "logs:PutLogEvents": "GatewayLogs.Arn",
    "sqs:SendMessage": "GatewayDeadLetters.Arn",
    "secretsmanager:GetSecretValue": "SlackSecretArn",
    "dynamodb:DescribeStream": "AuditTable.StreamArn",
    "dynamodb:GetRecords": "AuditTable.StreamArn",
    "dynamodb:GetShardIterator": "AuditTable.StreamArn",
    "dynamodb:ListStreams": "${AuditTable.Arn}/stream/*",
    "dynamodb:Query": "${StateTable.Arn}/index/due-index",
    "dynamodb:PutItem": "GatewayTable.Arn",
}
READ = {"GatewayTable.Arn", "StateTable.Arn"}


def problems(resources: Resources, granted: list[dict[str, Any]]) -> Iterator[str]:
    for statement in granted:
        yield from problems_of_statement(statement)
    yield from problems_of_url(resources)
    yield from problems_of_stream(resources)
    for name, resource in resources.items():
        mine = name.startswith("Gateway") or "SlackAlias" in name or "SlackInvocations" in name
        if mine and resource.get("Condition") != CONDITION:
            yield f"{name} is made without Slack too"


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def named(resource: Any) -> str:
    return next(iter(resource.values())) if isinstance(resource, dict) else resource


def problems_of_statement(statement: dict[str, Any]) -> Iterator[str]:
    targets = [named(it) for it in listed(statement["Resource"])]
    for action in listed(statement["Action"]):
        if action == "lambda:InvokeFunction":
            if sorted(targets) != sorted(INVOKED):
                yield f"Gateway may invoke {targets} and should {INVOKED} only"
        elif action == "dynamodb:GetItem":
            if not READ.issuperset(targets):
                yield f"Gateway may read {targets}"
        elif [RIGHTS.get(action)] != targets:
            yield f"Gateway may call {action} for {targets}"


def problems_of_url(resources: Resources) -> Iterator[str]:
    url = resources["GatewayUrl"]["Properties"]
    if (url["AuthType"], url["Qualifier"], "Cors" in url) != ("NONE", "url", False):
        yield "GatewayUrl is not for whoever signs as Slack does"
    rights = [resources[name]["Properties"] for name in ("GatewayUrlCallers", "GatewayUrlInvokers")]
    if rights[0].get("FunctionUrlAuthType") != "NONE" or rights[1].get("InvokedViaFunctionUrl") is not True:
        yield "Gateway: anybody may invoke it past its URL"
    if any(right["FunctionName"] != {"Ref": "GatewayUrlAlias"} for right in rights):
        yield "Gateway: anybody may invoke another way in than its URL"


def problems_of_stream(resources: Resources) -> Iterator[str]:
    mapping = resources["GatewayStream"]["Properties"]
    if mapping["FunctionName"] != {"Ref": "GatewayEventsAlias"}:
        yield "GatewayStream comes by another way in than it is believed by"
    if mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
        yield "GatewayStream would take a notice for given that was not"
    if mapping.get("DestinationConfig", {}).get("OnFailure") != {"Destination": {"Fn::GetAtt": "GatewayDeadLetters.Arn"}}:
        yield "GatewayStream loses records that cannot be told of"
