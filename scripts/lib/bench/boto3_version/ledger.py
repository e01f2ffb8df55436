# SPDX-License-Identifier: Apache-2.0
"""The state and audit tables. What belongs together is one transaction, and every write is conditional."""

import hashlib
import json
import os
import uuid
from datetime import datetime, timezone

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from aws import dynamodb

STATE = os.environ.get("STATE_TABLE", "jit-access-state")
AUDIT = os.environ.get("AUDIT_TABLE", "jit-access-audit")

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


def to_item(values):
    return {name: _serialize(value) for name, value in values.items() if value is not None}


def from_item(item):
    return {name: _deserialize(value) for name, value in item.items()}


def iso8601(moment):
    return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def key(assignment_id):
    return {"assignment_id": {"S": assignment_id}}


def get(assignment_id):
    answer = dynamodb.get_item(TableName=STATE, Key=key(assignment_id), ConsistentRead=True)
    return from_item(answer["Item"]) if "Item" in answer else None


def audit_tail(request_id):
    """The sequence and hash that the next record of a request follows."""
    answer = dynamodb.query(
        TableName=AUDIT,
        KeyConditionExpression="request_id = :id",
        ExpressionAttributeValues={":id": {"S": request_id}},
        ScanIndexForward=False,
        ConsistentRead=True,
        Limit=1,
    )
    if not answer["Items"]:
        return 0, "0" * 64
    last = from_item(answer["Items"][0])
    return int(last["sequence"]), last["hash"]


class AuditTrail:
    """The chain of one request."""

    def __init__(self, request_id, tail, invocation):
        self.request_id = request_id
        self.sequence, self.hash = tail
        self.invocation = invocation

    def put(self, now, action, status, **attributes):
        record = {
            "request_id": self.request_id,
            "sequence": self.sequence + 1,
            "action": action,
            "status": status,
            "timestamp": iso8601(now),
            "actor": self.invocation["actor"],
            "lambda_request_id": self.invocation["request_id"],
            "trace_id": self.invocation["trace_id"],
            "previous_hash": self.hash,
            **attributes,
        }
        record = {name: value for name, value in record.items() if value is not None}
        text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        record["hash"] = hashlib.sha256(text.encode()).hexdigest()
        self.sequence += 1
        self.hash = record["hash"]
        return {
            "Put": {
                "TableName": AUDIT,
                "Item": to_item(record),
                "ConditionExpression": "attribute_not_exists(request_id)",
            }
        }


def put_binding(item, version):
    """Writes a binding that has this version, or, if None, that is not there yet."""
    put = {"TableName": STATE, "Item": to_item(item)}
    if version is None:
        put["ConditionExpression"] = "attribute_not_exists(assignment_id)"
    else:
        put.update(_is_version(version))
    return {"Put": put}


def delete_binding(assignment_id, version):
    return {"Delete": {"TableName": STATE, "Key": key(assignment_id), **_is_version(version)}}


def _is_version(version):
    return {
        "ConditionExpression": "#version = :version",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":version": {"N": str(version)}},
    }


def put_new(item):
    return {
        "Put": {
            "TableName": STATE,
            "Item": to_item(item),
            "ConditionExpression": "attribute_not_exists(assignment_id)",
        }
    }


def put_ended(item):
    return {
        "Put": {
            "TableName": STATE,
            "Item": to_item(item),
            "ConditionExpression": "attribute_not_exists(assignment_id) OR ended_at <= :ended",
            "ExpressionAttributeValues": {":ended": {"N": str(item["ended_at"])}},
        }
    }


def update_request(request_id, before, status, expires_at=None):
    update = "SET lease_status = :status"
    values = {":status": {"S": status}}
    if expires_at is not None:
        update += ", expires_at = :expires"
        values[":expires"] = {"N": str(expires_at)}
    values.update({f":from{index}": {"S": one} for index, one in enumerate(before)})
    return {
        "Update": {
            "TableName": STATE,
            "Key": key(f"request#{request_id}"),
            "UpdateExpression": update,
            "ConditionExpression": f"lease_status IN ({', '.join(f':from{i}' for i in range(len(before)))})",
            "ExpressionAttributeValues": values,
        }
    }


def commit(*actions):
    dynamodb.transact_write_items(TransactItems=list(actions), ClientRequestToken=str(uuid.uuid4()))
