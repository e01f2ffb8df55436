# SPDX-License-Identifier: Apache-2.0
"""What a call of DynamoDB asks of IAM: an action for each item that it reads or writes, with the keys by which a policy can
tell items and attributes apart.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html: an item of a transaction needs the
permission of its own action, and says in which operation it is enclosed; attributes are those that a request names, which
are the item's of PutItem, those of the key, and those of each expression, at the top level of the item.
"""

import dataclasses
import functools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import template
from iam_policy import Context

TARGET = "DynamoDB_20120810."
# The members of a transaction's item, and the action of each.
IN_TRANSACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
EXPRESSIONS = (
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "UpdateExpression",
)
KEYWORDS = {"ADD", "AND", "BETWEEN", "DELETE", "IN", "NOT", "OR", "REMOVE", "SET"}
# A name, one that stands for another, or a value; what follows tells functions, what precedes tells parts of a path.
TOKEN = re.compile(r"(?P<before>\.\s*)?(?P<name>[:#]?[A-Za-z_][A-Za-z0-9_]*)\s*(?P<call>\()?")
EQUALITY = re.compile(r"(?P<name>#?[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>:[A-Za-z0-9_]+)")

HashKey = Callable[[str, str | None], str | None]


@dataclasses.dataclass(frozen=True)
class ItemCall:
    """One action on one table or index, with what a condition can ask about it."""

    action: str
    table: str
    index: str | None
    context: Context

    def arn(self, region: str, account: str) -> str:
        table = self.table if self.table.startswith("arn:") else f"arn:aws:dynamodb:{region}:{account}:table/{self.table}"
        return f"{table}/index/{self.index}" if self.index else table


def named(request: dict[str, Any], expression: str) -> set[str]:
    """The attributes at the top level of an item that an expression names."""
    names = request.get("ExpressionAttributeNames") or {}
    found = set()
    for token in TOKEN.finditer(expression):
        name = token["name"]
        if token["before"] or token["call"] or name.startswith(":") or name.upper() in KEYWORDS:
            continue
        found.add(names.get(name, name))
    return found


def text(value: Any) -> str | None:
    """A key's value, as LeadingKeys has it."""
    return next((str(it) for it in value.values()), None) if isinstance(value, dict) else None


def attributes(request: dict[str, Any]) -> set[str]:
    found = set(request.get("Item") or {}) | set(request.get("Key") or {})
    for member in EXPRESSIONS:
        found |= named(request, request.get(member) or "")
    # What the older parameters name.
    found |= set(request.get("AttributesToGet") or [])
    for member in ("Expected", "AttributeUpdates", "KeyConditions", "ScanFilter", "QueryFilter"):
        found |= set(request.get(member) or {})
    return found


def leading_key(request: dict[str, Any], hash_key: str | None) -> str | None:
    """The partition that the call is about."""
    if hash_key is None:
        return None
    item = request.get("Item") or request.get("Key")
    if item is not None:
        return text(item.get(hash_key))
    if hash_key in (request.get("KeyConditions") or {}):
        return text(request["KeyConditions"][hash_key]["AttributeValueList"][0])
    names, values = request.get("ExpressionAttributeNames") or {}, request.get("ExpressionAttributeValues") or {}
    for equality in EQUALITY.finditer(request.get("KeyConditionExpression") or ""):
        if names.get(equality["name"], equality["name"]) == hash_key:
            return text(values.get(equality["value"]))
    return None


def item_call(action: str, request: dict[str, Any], hash_key: HashKey, enclosing: str | None = None) -> ItemCall:
    table, index = request["TableName"], request.get("IndexName")
    context: Context = {}
    if enclosing:
        context["dynamodb:EnclosingOperation"] = [enclosing]
    key = leading_key(request, hash_key(table, index))
    if key is not None:
        context["dynamodb:LeadingKeys"] = [key]
    if found := attributes(request):
        context["dynamodb:Attributes"] = sorted(found)
    for member in ("Select", "ReturnValues"):
        if member in request:
            context[f"dynamodb:{member}"] = [request[member]]
    return ItemCall(f"dynamodb:{action}", table, index, context)


def calls(operation: str, request: dict[str, Any], hash_key: HashKey) -> Iterator[ItemCall]:
    """All that a call asks of IAM. Each must be allowed."""
    if operation in ("TransactWriteItems", "TransactGetItems"):
        for item in request["TransactItems"]:
            for member, detail in item.items():
                yield item_call(IN_TRANSACTIONS[member], detail, hash_key, operation)
    elif operation == "BatchWriteItem":
        for table, writes in request["RequestItems"].items():
            for write in writes:
                detail = write.get("PutRequest") or write["DeleteRequest"]
                yield item_call(operation, detail | {"TableName": table}, hash_key)
    elif operation == "BatchGetItem":
        for table, reads in request["RequestItems"].items():
            for key in reads["Keys"]:
                yield item_call(operation, reads | {"Key": key, "TableName": table}, hash_key)
    else:
        # Statements of PartiQL and whatever names no table: on everything, and so nobody's right here.
        yield item_call(operation, {"TableName": "*"} | request, hash_key)


@functools.cache
def schemas() -> dict[str, dict[str | None, str]]:
    """By the default name of each table: its partition key, and that of each index."""
    definition = template.load()
    found: dict[str, dict[str | None, str]] = {}
    for name, resource in definition["Resources"].items():
        if resource["Type"] == "AWS::DynamoDB::Table":
            table = template.table(definition, name)
            keys = {it["IndexName"]: it["KeySchema"] for it in table.get("GlobalSecondaryIndexes", [])}
            keys[None] = table["KeySchema"]
            found[table["TableName"]] = {
                index: next(it["AttributeName"] for it in schema if it["KeyType"] == "HASH")
                for index, schema in keys.items()
            }
    return found


def hash_key(table: str, index: str | None) -> str | None:
    """The partition key of a table of the template, by its default name, or by one that ends or begins with its kind, as those
    of tests do."""
    for name, keys in schemas().items():
        kind = name.rsplit("-", 1)[-1]
        if name in table or table.endswith(f"-{kind}"):
            return keys.get(index)
    return None


def of_body(target: str, body: bytes) -> list[ItemCall]:
    """What a request over the wire asks."""
    return list(calls(target.removeprefix(TARGET), json.loads(body or b"{}"), hash_key))
