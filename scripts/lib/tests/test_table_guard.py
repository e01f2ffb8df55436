# SPDX-License-Identifier: Apache-2.0
"""The calls that no function may make, one for each role and kind of item, and those that it must be able to make."""

import json
import unittest
from typing import Any

import item_calls
import role_statements
from iam_policy import is_allowed
from servers import ACCOUNT_ID
from table_guard import denial

STATE, AUDIT = "jit-access-state-of-a-test", "jit-access-audit-of-a-test"
USER = "0b8a1f5e-7c55-4d0e-9a43-1d2f6f9f2f10"
BINDING = f"{USER}#111122223333#arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef"


def key(text: str) -> dict[str, Any]:
    return {"assignment_id": {"S": text}}


def put(text: str, **attributes: Any) -> tuple[str, dict[str, Any]]:
    return "PutItem", {"TableName": STATE, "Item": key(text) | attributes}


def delete(text: str) -> tuple[str, dict[str, Any]]:
    return "DeleteItem", {"TableName": STATE, "Key": key(text)}


def update(text: str, expression: str) -> tuple[str, dict[str, Any]]:
    return "UpdateItem", {"TableName": STATE, "Key": key(text), "UpdateExpression": expression}


def record(*attributes: str) -> dict[str, Any]:
    item = {name: {"S": "x"} for name in ("request_id", "action", "day", "hash", *attributes)} | {"sequence": {"N": "1"}}
    return {"TableName": AUDIT, "Item": item}


def together(*items: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "TransactWriteItems", {"TransactItems": list(items)}


def alter(table: str) -> list[tuple[str, dict[str, Any]]]:
    name = {"TableName": table}
    return [("DeleteTable", name), ("UpdateTable", name), ("UpdateTimeToLive", name)]


OF_NOBODY = [
    ("PutItem", record()),
    ("UpdateItem", {"TableName": AUDIT, "Key": record()["Item"], "UpdateExpression": "SET actor = :a"}),
    ("DeleteItem", {"TableName": AUDIT, "Key": record()["Item"]}),
    together({"Delete": {"TableName": AUDIT, "Key": record()["Item"]}}),
    together({"Put": put("request#r1")[1]}, {"Update": {"TableName": AUDIT, "Key": record()["Item"]}}),
    ("BatchWriteItem", {"RequestItems": {STATE: [{"PutRequest": {"Item": key(BINDING)}}]}}),
    ("BatchWriteItem", {"RequestItems": {AUDIT: [{"PutRequest": {"Item": record()["Item"]}}]}}),
    ("ExecuteStatement", {"Statement": f'UPDATE "{STATE}" SET seal = 1'}),
    put("something#else"),
    update(BINDING, "SET expiry_timestamp = :a"),
    delete("request#r1"),
    *alter(STATE),
    *alter(AUDIT),
]
FORBIDDEN = {
    "Grant": [
        *(delete(it) for it in (BINDING, f"ended#{BINDING}", "custom#r1", "sweep#lease", "marks#requests")),
        *(put(it) for it in (f"fence#{BINDING}#1", "fences#arn:x", "sweep#lease", "reconcile#last")),
        *(put(it) for it in ("search#published", "search#leases")),
        put("alerted#revoke"),
        together({"Delete": delete(BINDING)[1]}),
        update("customsets#live", "SET due = :a"),
        update("open#person:u1", "SET due = :a"),
        delete("open#person:u1"),
        delete("attempts#person:u1"),
        ("Scan", {"TableName": STATE}),
    ],
    "Revoke": [
        *(put(it) for it in ("request#r1", "marks#requests")),
        update("open#person:u1", "ADD open_requests :one"),
        update("attempts#person:u1", "SET due = :a"),
        put("alerted#grant"),
        together({"Put": put("request#r1")[1]}),
        *(update("request#r1", f"SET {it} = :a") for it in ("seal", "approvals", "status", "policy_rule", "user_id")),
        update("request#r1", "SET lease_status = :a, approvals[0].approver = :b"),
        together({"Update": update("request#r1", "REMOVE seal")[1]}),
        *(together({"Put": record(it)}) for it in ("request_digest", "level", "policy_rule", "approvals_needed")),
    ],
    "Gateway": [
        *(put("request#r1"), put(BINDING), together({"Put": record()}), ("Scan", {"TableName": STATE})),
        *(("GetItem", {"TableName": STATE, "Key": key(it)}) for it in (BINDING, "fences#arn:x", "sweep#lease", "requests#r1")),
        ("BatchGetItem", {"RequestItems": {STATE: {"Keys": [key("request#r1")]}}}),
    ],
    "Notify": [put("request#r1"), ("GetItem", {"TableName": STATE, "Key": key(BINDING)}), together({"Put": record()})],
}
ALLOWED = {
    "Grant": [
        together({"Put": put(BINDING)[1]}, {"Put": put("request#r1", seal={"M": {}})[1]}, {"Put": record("request_digest")}),
        together(
            {"Put": put("request#r1")[1]},
            {"Update": update("open#person:u1", "ADD open_requests :one")[1]},
            {"Put": put("open#integration:slack", open_requests={"N": "1"})[1]},
            {"ConditionCheck": {"TableName": STATE, "Key": key("attempts#person:u1"), "ConditionExpression": "refusals < :a"}},
        ),
        together({"Update": update("attempts#person:u1", "ADD refusals :one")[1]}, {"Put": record()}),
        ("GetItem", {"TableName": STATE, "Key": key(BINDING)}),
        put("marks#requests", in_work={"L": []}),
    ],
    "Revoke": [
        together({"Put": put("attempts#person:u1", refusals={"N": "1"})[1]}, {"Put": record("left_out")}),
        together(
            {"Delete": delete(BINDING)[1]},
            {"Put": put(f"ended#{BINDING}")[1]},
            {"Update": update("request#servicenow/RITM1", "SET lease_status = :a REMOVE due, due_at")[1]},
            {"Put": record("lateness_ms")},
        ),
        # The end of a lease whose trail cannot be continued.
        together({"Put": record("about", "continues_because", "continues_sequence", "continues_hash")}),
        put("sweep#lease", in_work={"L": []}, deaths={"M": {}}),
        ("Scan", {"TableName": STATE}),
    ],
    "Gateway": [
        ("GetItem", {"TableName": STATE, "Key": key("request#r1")}),
        (
            "Query",
            {
                "TableName": STATE,
                "IndexName": "due-index",
                "KeyConditionExpression": "due = :due",
                "ExpressionAttributeValues": {":due": {"S": "due"}},
            },
        ),
    ],
}


def ask(function: str, call: tuple[str, dict[str, Any]]) -> str | None:
    operation, request = call
    return denial(f"ROLE{function.upper()}", f"DynamoDB_20120810.{operation}", json.dumps(request).encode())


class Guard(unittest.TestCase):
    def test_what_is_forbidden_is_refused(self):
        for function, calls in FORBIDDEN.items():
            for call in calls + OF_NOBODY:
                with self.subTest(function=function, call=call):
                    self.assertIn("is not authorized to perform", ask(function, call) or "")

    def test_what_a_function_does_is_not(self):
        for function, calls in ALLOWED.items():
            for call in calls:
                with self.subTest(function=function, call=call):
                    self.assertIsNone(ask(function, call))

    def test_another_function_with_the_same_role_can_do_nothing(self):
        request = json.dumps({"TableName": STATE, "Key": key("request#r1")}).encode()
        statements = role_statements.of_function("Grant")
        call = item_calls.of_body("DynamoDB_20120810.GetItem", request)[0]
        for name, allowed in (("hourglass-Grant", True), ("hourglass-Grant:7", True), ("hourglass-Revoke", False), ("mine", False)):
            caller = {"lambda:SourceFunctionArn": [f"arn:aws:lambda:eu-central-1:{ACCOUNT_ID}:function:{name}"]}
            found = is_allowed(statements, call.action, call.arn("eu-central-1", ACCOUNT_ID), call.context | caller)
            self.assertEqual(found, allowed, name)
        # What Lambda calls itself has no such key.
        self.assertTrue(is_allowed(statements, call.action, call.arn("eu-central-1", ACCOUNT_ID), call.context))

    def test_it_asks_about_functions_and_tables_alone(self):
        self.assertIsNone(denial("test", "DynamoDB_20120810.DeleteTable", b'{"TableName":"x"}'))
        self.assertIsNone(denial("ROLEGRANT", "AmazonSQS.SendMessage", b"{}"))


if __name__ == "__main__":
    unittest.main()
