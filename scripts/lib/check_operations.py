# SPDX-License-Identifier: Apache-2.0
"""Checks that whoever operates a stack of template.yaml hears of trouble: nothing that fails is lost, every alarm there
must be is there, and what it says can reach the topic."""

from collections.abc import Iterator
from typing import Any

Resources = dict[str, dict[str, Any]]

# How much of the account's concurrency a function has: a parameter, and nothing where it is 0, which would stop the function.
CONCURRENCY = {
    name: {"Fn::If": [condition, {"Ref": parameter}, {"Ref": "AWS::NoValue"}]}
    for name, condition, parameter in (
        ("Revoke", "ReservesForRevoke", "RevokeReservedConcurrency"),
        ("Gateway", "CapsGateway", "GatewayMaximumConcurrency"),
    )
}

CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}
OWN_ALARMS = {
    "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
    "ArnLike": {
        "aws:SourceArn": {
            "Fn::Sub": "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${AWS::StackName}-*"
        }
    },
}


def problems(resources: Resources, functions: list[str]) -> Iterator[str]:
    for name in functions:
        yield from problems_of_function(resources, name)
    yield from problems_of_alarms(resources, functions)
    yield from problems_of_topic(resources)


def properties(resources: Resources, name: str) -> dict[str, Any]:
    return resources[name].get("Properties", {})


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def problems_of_function(resources: Resources, name: str) -> Iterator[str]:
    function = properties(resources, name)
    if function.get("ReservedConcurrentExecutions") != CONCURRENCY.get(name):
        yield f"{name} has not the concurrency that it should have: {CONCURRENCY.get(name, 'none of its own')}"
    config = function.get("EventInvokeConfig", {})
    for setting in ("MaximumRetryAttempts", "MaximumEventAgeInSeconds"):
        if setting not in config:
            yield f"{name} leaves {setting} to Lambda"
    destination = config.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination", {})
    queue = str(destination.get("Fn::GetAtt", "")).removesuffix(".Arn")
    if resources.get(queue, {}).get("Type") != "AWS::SQS::Queue":
        yield f"{name} loses events that fail: there is no queue in EventInvokeConfig"
        return
    if properties(resources, queue).get("SqsManagedSseEnabled") is not True:
        yield f"{queue} is not encrypted"
    yield from problems_of_loss(resources, queue, "Retain")
    role = properties(resources, function["Role"]["Fn::GetAtt"].split(".")[0])
    sending = [
        statement["Resource"]
        for policy in role["Policies"]
        if "PolicyDocument" in policy
        for statement in policy["PolicyDocument"]["Statement"]
        if "sqs:SendMessage" in listed(statement["Action"])
    ]
    if sending != [destination]:
        yield f"{name} may send to {sending} and should to {queue} only"


def problems_of_loss(resources: Resources, name: str, deleted: str) -> Iterator[str]:
    """What becomes of it with the stack, and when an update replaces it."""
    for policy, wanted in (("DeletionPolicy", deleted), ("UpdateReplacePolicy", "Retain")):
        if resources[name].get(policy) != wanted:
            yield f"{name}: its {policy} is not {wanted}"


def wanted_alarms(functions: list[str]) -> Iterator[tuple[str, str, str]]:
    """Namespace, metric, and what stands in its dimension, as YAML has it."""
    grant, revoke = str({"Ref": "Grant"}), str({"Ref": "Revoke"})
    yield "Hourglass", "SweepCompleted", revoke
    yield "Hourglass", "SweepCompleted", grant
    yield "Hourglass", "OldestOverdue", revoke
    yield "Hourglass", "RevocationFailed", revoke
    yield "Hourglass", "FenceFailed", revoke
    if "Gateway" in functions:
        yield "Hourglass", "NoticesWaiting", str({"Ref": "Gateway"})
    for function in functions:
        yield "AWS/Lambda", "Errors", str({"Ref": function})
        yield "AWS/Lambda", "Throttles", str({"Ref": function})
        queue = {"Fn::GetAtt": f"{function}DeadLetters.QueueName"}
        yield "AWS/SQS", "ApproximateNumberOfMessagesVisible", str(queue)


def problems_of_alarms(resources: Resources, functions: list[str]) -> Iterator[str]:
    alarms = {name: r["Properties"] for name, r in resources.items() if r["Type"] == "AWS::CloudWatch::Alarm"}
    watched = {
        (alarm["Namespace"], alarm["MetricName"], str(dimension["Value"])): name
        for name, alarm in alarms.items()
        for dimension in alarm["Dimensions"]
    }
    for wanted in wanted_alarms(functions):
        if wanted not in watched:
            yield f"no alarm watches {' '.join(wanted)}"
        elif wanted[1] == "SweepCompleted" and alarms[watched[wanted]].get("TreatMissingData") != "breaching":
            yield f"{watched[wanted]}: without any data, which is the worst case, it says nothing"
    for name, alarm in alarms.items():
        if alarm.get("AlarmActions") != [{"Ref": "AlertTopic"}]:
            yield f"{name} tells nobody"
        if not alarm["AlarmName"]["Fn::Sub"].startswith("${AWS::StackName}-"):
            yield f"{name} has a name by which the topic lets no alarm publish"


def problems_of_topic(resources: Resources) -> Iterator[str]:
    key = str(properties(resources, "AlertTopic").get("KmsMasterKeyId", {}))
    if key != str({"Fn::GetAtt": "AlertKey.Arn"}):
        yield "AlertTopic: only with a customer managed key can an alarm publish to it"
        return
    # What the one has sealed outlives the stack; nothing that the other has encrypted does.
    yield from problems_of_loss(resources, "SealKey", "Retain")
    yield from problems_of_loss(resources, "AlertKey", "Delete")
    if not service_may(properties(resources, "AlertKey")["KeyPolicy"], {"kms:Decrypt", "kms:GenerateDataKey*"}):
        yield "AlertKey: CloudWatch may not use it, so no alarm arrives"
    if not service_may(properties(resources, "AlertTopicPolicy")["PolicyDocument"], {"sns:Publish"}):
        yield "AlertTopicPolicy: CloudWatch may not publish"
    common = properties(resources, "CommonPolicy")["PolicyDocument"]["Statement"]
    rights = {
        action for it in common if str(it["Resource"]) == key for action in listed(it["Action"])
    }
    if rights != {"kms:Decrypt", "kms:GenerateDataKey"}:
        yield f"the functions may {sorted(rights)} with AlertKey, and need kms:Decrypt and kms:GenerateDataKey"


def service_may(policy: dict[str, Any], actions: set[str]) -> bool:
    """Whether CloudWatch has these rights, and only for alarms of this stack."""
    return any(
        statement["Effect"] == "Allow"
        and statement["Principal"] == CLOUDWATCH
        and actions <= set(listed(statement["Action"]))
        and statement.get("Condition") == OWN_ALARMS
        for statement in policy["Statement"]
    )
