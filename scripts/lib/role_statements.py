# SPDX-License-Identifier: Apache-2.0
"""The statements of template.yaml about DynamoDB, for each function's role, as IAM would read them: every branch of an `!If`
counts, and a table's ARN is that of any table whose name begins with the default name, as copies of it in tests do."""

import functools
import re
from typing import Any

import template
from iam_policy import Statement, listed

FUNCTIONS = ("Grant", "Revoke", "Gateway", "Notify")


def documents(policies: list[Any]) -> list[dict[str, Any]]:
    """Inline policies, those behind an `!If` included: a right that a parameter can switch on counts."""
    found = []
    for policy in policies:
        if "Fn::If" in policy:
            found += documents(policy["Fn::If"][1:])
        elif "PolicyDocument" in policy:
            found.append(policy["PolicyDocument"])
    return found


def statements(resources: dict[str, Any], role: str) -> list[dict[str, Any]]:
    """All that a role of the template is given, wherever it is."""
    properties = resources[role]["Properties"]
    found = documents(properties.get("Policies", []))
    for resource in resources.values():
        if resource["Type"] == "AWS::IAM::Policy" and {"Ref": role} in resource["Properties"]["Roles"]:
            found.append(resource["Properties"]["PolicyDocument"])
    for reference in properties.get("ManagedPolicyArns", []):
        # A managed policy of AWS is a string here, and then its rights are not in sight.
        found.append(resources[reference["Ref"]]["Properties"]["PolicyDocument"])
    return [statement for document in found for statement in listed(document["Statement"])]


def resolved(definition: dict[str, Any], resource: Any) -> str:
    """An ARN of a table, an index or a stream, with everything that a deployment fills in left open."""
    text = str(resource.get("Fn::GetAtt") or resource.get("Fn::Sub")) if isinstance(resource, dict) else str(resource)
    reference = re.fullmatch(r"(?:\$\{)?(\w+)\.(Arn|StreamArn)\}?(/.*)?", text)
    properties = definition["Resources"].get(reference[1], {}).get("Properties", {}) if reference else {}
    if "TableName" not in properties:
        raise ValueError(f"{resource} is no table of the template")
    arn = f"arn:aws:dynamodb:*:*:table/{template.default(definition, properties['TableName']['Ref'])}*"
    return arn + ("/stream/*" if reference[2] == "StreamArn" else reference[3] or "")


def only_from(statement: Statement) -> Statement:
    """A statement about everything, with the functions that it names in its conditions: whatever a stack is called."""
    condition = {
        operator: {key: [function_arn(it) for it in listed(values)] for key, values in keys.items()}
        for operator, keys in statement["Condition"].items()
    }
    return statement | {"Condition": condition}


def function_arn(value: Any) -> str:
    text = str(value.get("Fn::GetAtt") or value.get("Fn::Sub")) if isinstance(value, dict) else str(value)
    return re.sub(r"^(?:\$\{)?(\w+)\.Arn\}?", r"arn:aws:lambda:*:*:function:*-\1", text)


def about_tables(definition: dict[str, Any], function: str) -> list[Statement]:
    """What a function's role may do with DynamoDB."""
    found = []
    for statement in statements(definition["Resources"], f"{function}Role"):
        if statement["Action"] == "*":
            found.append(only_from(statement))
        elif any(action.startswith("dynamodb:") for action in listed(statement["Action"])):
            arns = [resolved(definition, it) for it in listed(statement["Resource"])]
            found.append(statement | {"Resource": arns})
    return found


@functools.cache
def of_function(function: str) -> list[Statement]:
    return about_tables(template.load(), function)
