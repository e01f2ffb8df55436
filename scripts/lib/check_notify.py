# SPDX-License-Identifier: Apache-2.0
"""Checks what hears of changed audit records in template.yaml: that Notify is always there, hears of everything, is the only
reader of the stream, has no way in for anybody, and may do nothing but read the stream and tell."""

from collections.abc import Iterator
from typing import Any

Resources = dict[str, dict[str, Any]]

# All that it may do, and to what, as YAML has it.
RIGHTS = {
    "logs:CreateLogStream": ["NotifyLogs.Arn"],
    "logs:PutLogEvents": ["NotifyLogs.Arn"],
    "sqs:SendMessage": ["NotifyDeadLetters.Arn"],
    "dynamodb:DescribeStream": ["AuditTable.StreamArn"],
    "dynamodb:GetRecords": ["AuditTable.StreamArn"],
    "dynamodb:GetShardIterator": ["AuditTable.StreamArn"],
    "dynamodb:ListStreams": ["${AuditTable.Arn}/stream/*"],
    "sns:Publish": ["AlertTopic"],
    "kms:Decrypt": ["AlertKey.Arn"],
    "kms:GenerateDataKey": ["AlertKey.Arn"],
}
# The notices that new records are handed to.
NOTICES = (["GatewayEventsAlias"], ["GatewayTicketsAlias"])


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def named(resource: Any) -> str:
    return next(iter(resource.values())) if isinstance(resource, dict) else resource


def problems(resources: Resources, granted: list[dict[str, Any]]) -> Iterator[str]:
    # What denies, check_roles looks at.
    for statement in (it for it in granted if it["Effect"] == "Allow"):
        targets = [named(it) for it in listed(statement["Resource"])]
        for action in listed(statement["Action"]):
            if action == "lambda:InvokeFunction":
                if targets not in NOTICES:
                    yield f"Notify may invoke {targets} and should one of {NOTICES}"
            elif RIGHTS.get(action) != targets:
                yield f"Notify may call {action} for {targets}"
    for name, resource in resources.items():
        if name.startswith("Notify") and "Condition" in resource:
            yield f"{name} is not always there"
    yield from problems_of_stream(resources)
    yield from problems_of_ways_in(resources)


def problems_of_stream(resources: Resources) -> Iterator[str]:
    table = resources["AuditTable"]["Properties"]
    if table.get("StreamSpecification") != {"StreamViewType": "NEW_AND_OLD_IMAGES"}:
        yield "AuditTable: its stream does not always tell what was changed"
    mappings = {name: r["Properties"] for name, r in resources.items() if r["Type"] == "AWS::Lambda::EventSourceMapping"}
    if sorted(mappings) != ["NotifyStream"]:
        yield f"the stream is read by {sorted(mappings)}, and should be by NotifyStream alone"
        return
    mapping = mappings["NotifyStream"]
    if mapping["EventSourceArn"] != {"Fn::GetAtt": "AuditTable.StreamArn"} or mapping["FunctionName"] != {"Ref": "Notify"}:
        yield "NotifyStream does not bring the audit table's stream to Notify"
    if "FilterCriteria" in mapping:
        yield "NotifyStream leaves out what Notify has to hear of"
    if mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
        yield "NotifyStream would take for told what was not"
    if mapping.get("DestinationConfig", {}).get("OnFailure") != {"Destination": {"Fn::GetAtt": "NotifyDeadLetters.Arn"}}:
        yield "NotifyStream loses records that cannot be told of"


def problems_of_ways_in(resources: Resources) -> Iterator[str]:
    if resources["Notify"]["Properties"].get("Events"):
        yield "Notify has another way in than the stream"
    for name, resource in resources.items():
        properties = resource.get("Properties", {})
        function = str(properties.get("FunctionName", "")) + str(properties.get("TargetFunctionArn", ""))
        kinds = ("AWS::Lambda::Url", "AWS::Lambda::Permission", "AWS::Lambda::Alias")
        if resource["Type"] in kinds and "'Notify" in function:
            yield f"{name} is a way into Notify, which the stream alone invokes"
