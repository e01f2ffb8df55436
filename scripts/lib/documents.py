# SPDX-License-Identifier: Apache-2.0
"""The JSON documents of an installation by hand, made of template.yaml: what CloudFormation would make of it for the core, with
names that begin with the stack's. So the rights, tables and settings of both are the same.

A document that needs something which is not there yet, as the ARN of a key, is left out and named.
"""

import argparse
import json
import pathlib
import re
import sys
from collections.abc import Iterator
from typing import Any

import template

CORE = ("Grant", "Revoke", "Notify")
ABSENT = object()


class Missing(Exception):
    """What must be known first, such as AlertKey.Arn."""


class Resolver:
    """Evaluates the template's functions, with what is made by hand in the place of what CloudFormation makes."""

    def __init__(self, definition: dict[str, Any], place: dict[str, str], parameters: dict[str, str], known: dict[str, str]):
        self.definition = definition
        unknown = parameters.keys() - definition["Parameters"].keys()
        if unknown:
            raise SystemExit(f"template.yaml has no parameter {', '.join(sorted(unknown))}")
        defaults = {name: str(it.get("Default", "")) for name, it in definition["Parameters"].items()}
        self.references = defaults | parameters | {f"AWS::{name}": value for name, value in place.items()}
        self.attributes = self.made_by_hand() | known

    def made_by_hand(self) -> dict[str, str]:
        """What the commands of docs/deploy.md call things."""
        place = {name: self.references[f"AWS::{name}"] for name in ("Partition", "Region", "AccountId", "StackName")}
        stack = place["StackName"]

        def arn(service: str, rest: str, region: bool = True) -> str:
            return f"arn:{place['Partition']}:{service}:{place['Region'] if region else ''}:{place['AccountId']}:{rest}"

        found = {}
        for table in ("StateTable", "AuditTable"):
            name = self.references[f"{table}Name"]
            found |= {table: name, f"{table}.Arn": arn("dynamodb", f"table/{name}")}
        for function in CORE:
            found |= {
                function: f"{stack}-{function}",
                f"{function}.Arn": arn("lambda", f"function:{stack}-{function}"),
                f"{function}Logs": f"/aws/lambda/{stack}-{function}",
                f"{function}Role.Arn": arn("iam", f"role/{stack}-{function}", region=False),
                f"{function}Logs.Arn": arn("logs", f"log-group:/aws/lambda/{stack}-{function}:*"),
                f"{function}DeadLetters.Arn": arn("sqs", f"{stack}-{function}-dead-letters"),
            }
        return found | {"AlertTopic": arn("sns", self.references["AlertTopicName"])}

    def named(self, name: str) -> str:
        for names in (self.references, self.attributes):
            if name in names:
                return names[name]
        raise Missing(name)

    def condition(self, value: Any) -> bool:
        if isinstance(value, str):
            return self.condition(self.definition["Conditions"][value])
        ((function, arguments),) = value.items()
        match function:
            case "Condition":
                return self.condition(arguments)
            case "Fn::Not":
                return not self.condition(arguments[0])
            case "Fn::And":
                return all(map(self.condition, arguments))
            case "Fn::Or":
                return any(map(self.condition, arguments))
            case "Fn::Equals":
                first, second = map(self.value, arguments)
                return str(first) == str(second)
        raise ValueError(f"the condition {function} is not known here")

    def value(self, value: Any) -> Any:
        if isinstance(value, list):
            found = [self.value(it) for it in value]
            return [it for it in found if it is not ABSENT]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((function, arguments),) = value.items()
            if function == "Ref":
                return ABSENT if arguments == "AWS::NoValue" else self.named(arguments)
            if function.startswith("Fn::"):
                return self.function(function, arguments)
        found = {key: self.value(it) for key, it in value.items()}
        return {key: it for key, it in found.items() if it is not ABSENT}

    def function(self, function: str, arguments: Any) -> Any:
        match function:
            case "Fn::GetAtt":
                return self.named(arguments)
            case "Fn::If":
                return self.value(arguments[1] if self.condition(arguments[0]) else arguments[2])
            case "Fn::Sub":
                text, own = arguments if isinstance(arguments, list) else (arguments, {})
                own = {name: self.value(it) for name, it in own.items()}
                return re.sub(r"\$\{([\w:.]+)\}", lambda it: own[it[1]] if it[1] in own else self.named(it[1]), text)
            case "Fn::Select":
                return self.value(arguments[1])[int(arguments[0])]
            case "Fn::Split":
                return self.value(arguments[1]).split(arguments[0])
        raise ValueError(f"the function {function} is not known here")


def documents(resolver: Resolver) -> Iterator[tuple[str, Any]]:
    """The name of each file, and what evaluates to its content: what the AWS CLI takes as --cli-input-json, or a policy."""
    resources = resolver.definition["Resources"]

    def of(resource: str) -> dict[str, Any]:
        return resources[resource]["Properties"]

    for name, resource in (("state-table", "StateTable"), ("audit-table", "AuditTable")):
        # Backups in time are switched on by a call of their own, and the API has other names for two members.
        table = {key: value for key, value in of(resource).items() if key != "PointInTimeRecoverySpecification"}
        table["SSESpecification"] = {"Enabled": table["SSESpecification"]["SSEEnabled"]}
        if stream := table.get("StreamSpecification"):
            table["StreamSpecification"] = {"StreamEnabled": True} | stream
        yield name, table
    yield "trust", of("GrantRole")["AssumeRolePolicyDocument"]
    yield "alert-key", of("AlertKey")["KeyPolicy"]
    yield "alert-topic", of("AlertTopicPolicy")["PolicyDocument"]
    yield "seal-key", of("SealKey")["KeyPolicy"]
    yield "notify-stream", of("NotifyStream")
    for name in CORE:
        yield f"{name}-rights", {"Version": "2012-10-17", "Statement": rights(resources, f"{name}Role")}
        yield f"{name}-environment", {"Variables": variables(resolver, of(name))}
        yield f"{name}-function", function(resolver, name, of(name))
        failures = dict(of(name)["EventInvokeConfig"])
        destination = failures.pop("DestinationConfig")["OnFailure"]["Destination"]
        yield (
            f"{name}-failures",
            {"FunctionName": {"Ref": name}, "DestinationConfig": {"OnFailure": {"Destination": destination}}} | failures,
        )
        for event, schedule in of(name).get("Events", {}).items():
            yield from rule(f"{name}-{event}", name, schedule["Properties"])


class Rights(list):
    """The policies of a role, inline and ours, which become the statements of one."""


def rights(resources: dict[str, Any], name: str) -> Rights:
    role = resources[name]["Properties"]
    ours = [resources[it["Ref"]]["Properties"] for it in role.get("ManagedPolicyArns", [])]
    beside = [
        it["Properties"]
        for it in resources.values()
        if it["Type"] == "AWS::IAM::Policy" and {"Ref": name} in it["Properties"]["Roles"]
    ]
    # The roles of a policy beside one are known, and need no name here.
    beside = [{key: value for key, value in policy.items() if key != "Roles"} for policy in beside]
    return Rights([*ours, *role["Policies"], *beside])


def variables(resolver: Resolver, properties: dict[str, Any]) -> dict[str, Any]:
    common = resolver.definition["Globals"]["Function"]["Environment"]["Variables"]
    found = common | properties.get("Environment", {}).get("Variables", {})
    if "SealKey.Arn" not in resolver.attributes and not resolver.references["SealKeyArn"]:
        # Grant starts without, and says so.
        found.pop("SEAL_KEY", None)
    return found


def function(resolver: Resolver, name: str, properties: dict[str, Any]) -> dict[str, Any]:
    settings = resolver.definition["Globals"]["Function"]
    return {
        "FunctionName": {"Ref": name},
        "Description": properties["Description"],
        "Runtime": settings["Runtime"],
        "Architectures": settings["Architectures"],
        "Handler": properties["Handler"],
        "Role": properties["Role"],
        "Timeout": Number(properties["Timeout"]),
        "MemorySize": Number(settings["MemorySize"]),
        "LoggingConfig": settings["LoggingConfig"] | properties["LoggingConfig"],
        "Environment": {"Variables": variables(resolver, properties)},
    }


def rule(name: str, target: str, properties: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """An EventBridge rule, and whom it calls: the function itself and no alias."""
    full = {"Fn::Sub": f"${{AWS::StackName}}-{name}"}
    yield (
        f"{name}-rule",
        {"Name": full, "Description": properties["Description"], "ScheduleExpression": properties["Schedule"]},
    )
    optional = {key: properties[key] for key in ("Input", "RetryPolicy") if key in properties}
    yield f"{name}-targets", {"Rule": full, "Targets": [{"Id": "function", "Arn": {"Fn::GetAtt": f"{target}.Arn"}} | optional]}


class Number:
    """A parameter is text, and the API wants a number."""

    def __init__(self, value: Any):
        self.value = value


def content(resolver: Resolver, document: Any) -> Any:
    if isinstance(document, Number):
        return int(resolver.value(document.value))
    if isinstance(document, Rights):
        policies = resolver.value(list(document))
        statements = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
        # In one policy no two may have the same name.
        return [{key: it for key, it in statement.items() if key != "Sid"} for statement in statements]
    if isinstance(document, dict) and not any(key == "Ref" or key.startswith("Fn::") for key in document):
        found = {key: content(resolver, it) for key, it in document.items()}
        return {key: it for key, it in found.items() if it is not ABSENT}
    return resolver.value(document)


def pairs(values: list[str]) -> dict[str, str]:
    found = dict(value.split("=", 1) for value in values if "=" in value)
    if len(found) != len(values):
        raise SystemExit("--parameter and --made take Name=value, and each name once")
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--account", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--stack", default="hourglass")
    parser.add_argument("--partition", default="aws")
    parser.add_argument("--folder", default="dist/documents")
    for name in ("parameter", "made"):
        parser.add_argument(f"--{name}", action="append", default=[])
    chosen = parser.parse_args()
    resolver = Resolver(
        template.load(),
        {"AccountId": chosen.account, "Region": chosen.region, "StackName": chosen.stack, "Partition": chosen.partition},
        pairs(chosen.parameter),
        pairs(chosen.made),
    )
    folder = pathlib.Path(chosen.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in documents(resolver):
        path = folder / f"{name}.json"
        try:
            text = json.dumps(content(resolver, document), indent=2)
        except Missing as missing:
            # Not one of before, of something else.
            path.unlink(missing_ok=True)
            print(f"- {path} is not made: it needs --made {missing}=...", file=sys.stderr)
        else:
            path.write_text(text + "\n")
            print(f"✓ {path}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
