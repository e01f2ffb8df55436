# SPDX-License-Identifier: Apache-2.0
"""Checks what faces the internet in template.yaml: that the Gateway can change nobody's access, that it asks the functions
by an alias of whoever speaks, and that each part of it is gone without what it is for."""

from collections.abc import Iterator
from typing import Any

Resources = dict[str, dict[str, Any]]

# What is made with Slack only, and so on; by the beginning of its name, the first that fits.
CONDITIONS = {
    "GatewayTickets": "WritesWorkNotes",
    "GatewayServiceNow": "HasServiceNowDoor",
    "GatewaySlack": "HasSlack",
    "GatewayEvents": "HasSlack",
    "GatewayUrl": "HasGatewayUrl",
    "GatewayWork": "HasGatewayUrl",
    "GatewayOwnFunction": "HasGateway",
    "GatewayOwnPolicy": "HasGatewayUrl",
    "Gateway": "HasGateway",
    "GrantSlack": "HasSlack",
    "RevokeSlack": "HasSlack",
}
# In whose name it may ask, and what it may put into its own queue.
INVOKED = (
    ["GatewayWorkAlias"],
    ["GrantSlackAlias", "RevokeSlackAlias"],
    ["GrantServiceNowAlias", "RevokeServiceNowAlias"],
)
SECRETS = ("SlackSecretArn", "ServiceNowSigningSecretArn", "ServiceNowSecretArn")
# What Notify hands over, and for how long Lambda tries: what comes late is still of use.
NOTICES = ("GatewayEventsInvocations", "GatewayTicketsInvocations")

# All that it may do, and to what, as YAML has it.
RIGHTS = {
    "logs:CreateLogStream": "GatewayLogs.Arn",
    "logs:PutLogEvents": "GatewayLogs.Arn",
    "sqs:SendMessage": "GatewayDeadLetters.Arn",
    "dynamodb:Query": "${StateTable.Arn}/index/due-index",
    "dynamodb:PutItem": "GatewayTable.Arn",
}
READ = {"GatewayTable.Arn", "StateTable.Arn"}
# A condition with ForAllValues holds where there is no key at all.
REQUESTS = {
    "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["request#*"]},
    "Null": {"dynamodb:LeadingKeys": "false"},
}


def problems(resources: Resources, granted: list[dict[str, Any]]) -> Iterator[str]:
    for statement in granted:
        # What denies, check_roles looks at.
        if statement["Effect"] == "Allow":
            yield from problems_of_statement(statement)
    yield from problems_of_url(resources)
    yield from problems_of_notices(resources)
    for name, resource in resources.items():
        wanted = next((it for start, it in CONDITIONS.items() if name.startswith(start)), None)
        if wanted and resource.get("Condition") != wanted:
            yield f"{name} is made without {wanted} too"


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def named(resource: Any) -> str:
    return next(iter(resource.values())) if isinstance(resource, dict) else resource


def problems_of_statement(statement: dict[str, Any]) -> Iterator[str]:
    targets = [named(it) for it in listed(statement["Resource"])]
    for action in listed(statement["Action"]):
        if action == "lambda:InvokeFunction":
            if sorted(targets) not in INVOKED:
                yield f"Gateway may invoke {targets} and should one of {INVOKED}"
        elif action == "secretsmanager:GetSecretValue":
            if len(targets) != 1 or targets[0] not in SECRETS:
                yield f"Gateway may call {action} for {targets}"
        elif action == "dynamodb:GetItem":
            if not READ.issuperset(targets):
                yield f"Gateway may read {targets}"
            if "StateTable.Arn" in targets and statement.get("Condition") != REQUESTS:
                yield "Gateway may read other items of the state table than requests"
        elif [RIGHTS.get(action)] != targets:
            yield f"Gateway may call {action} for {targets}"


def problems_of_url(resources: Resources) -> Iterator[str]:
    url = resources["GatewayUrl"]["Properties"]
    if (url["AuthType"], url["Qualifier"], "Cors" in url) != ("NONE", "url", False):
        yield "GatewayUrl is not for whoever signs by its own means"
    rights = [resources[name]["Properties"] for name in ("GatewayUrlCallers", "GatewayUrlInvokers")]
    if rights[0].get("FunctionUrlAuthType") != "NONE" or rights[1].get("InvokedViaFunctionUrl") is not True:
        yield "Gateway: anybody may invoke it past its URL"
    if any(right["FunctionName"] != {"Ref": "GatewayUrlAlias"} for right in rights):
        yield "Gateway: anybody may invoke another way in than its URL"


def problems_of_notices(resources: Resources) -> Iterator[str]:
    for name in NOTICES:
        config = resources[name]["Properties"]
        if config.get("MaximumRetryAttempts") != 2 or config.get("MaximumEventAgeInSeconds", 0) < 3600:
            yield f"{name} gives up notices that could be told later"
