# SPDX-License-Identifier: Apache-2.0
"""Reads the state and audit tables, and the answers of the functions."""

import decimal
import hashlib
import json
import os
import re
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key

# User, account and permission set; the table holds items of other kinds too, whose keys begin with a fixed word.
BINDING_KEY = re.compile(r"[^#]+#[0-9]{12}#arn:")


def table(variable: str) -> Any:
    return boto3.resource("dynamodb").Table(os.environ[variable])


def bindings(user_email: str) -> list[dict[str, Any]]:
    """The user's binding items."""
    state, found, page = table("STATE_TABLE"), [], {}
    while True:
        answer = state.scan(ConsistentRead=True, **page)
        found += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            break
        page = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    return [
        item
        for item in found
        if BINDING_KEY.match(item["assignment_id"]) and item.get("user_email") == user_email
    ]


def trail(request_id: str) -> list[dict[str, Any]]:
    """The audit records of a request, oldest first, whether it was made by the function's URL or without an alias."""
    audit = table("AUDIT_TABLE")
    for name in (request_id, f"url/{request_id}", f"direct/{request_id}"):
        found = audit.query(KeyConditionExpression=Key("request_id").eq(name), ConsistentRead=True)["Items"]
        if found:
            return found
    return []


def is_chained(records: list[dict[str, Any]]) -> bool:
    """Whether the trail begins at its beginning, no record is missing, and none was changed."""
    previous = "0" * 64
    for number, record in enumerate(records, start=1):
        if (record["sequence"], record.get("previous_hash")) != (number, previous) or record.get("hash") != digest(record):
            return False
        previous = record["hash"]
    return True


def digest(record: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of every attribute but the hash itself: keys sorted, no spaces."""
    attributes = {
        key: int(value) if isinstance(value, decimal.Decimal) else value
        for key, value in record.items()
        if key != "hash"
    }
    text = json.dumps(attributes, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def answer(text: str) -> dict[str, Any] | None:
    """The function's answer in what an invocation printed, its body (JSON in a string) unfolded. The last one, if many."""
    decoder, found, position = json.JSONDecoder(), None, text.find("{")
    while position >= 0:
        try:
            value, end = decoder.raw_decode(text, position)
        except json.JSONDecodeError:
            end = position + 1
        else:
            if "statusCode" in value:
                found = value
        position = text.find("{", end)
    if found is None:
        return None
    body = found.get("body")
    return {"statusCode": found["statusCode"]} | (json.loads(body) if isinstance(body, str) else body or {})
