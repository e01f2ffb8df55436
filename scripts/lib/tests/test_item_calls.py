# SPDX-License-Identifier: Apache-2.0
"""What each call of DynamoDB asks of IAM."""

import json
import unittest
from typing import Any

from item_calls import ItemCall, hash_key, of_body

STATE, AUDIT = "jit-access-state", "jit-access-audit"


def one(operation: str, request: dict[str, Any]) -> ItemCall:
    [call] = of_body(f"DynamoDB_20120810.{operation}", json.dumps(request).encode())
    return call


class Items(unittest.TestCase):
    def test_the_attributes_of_a_put_are_the_item_s_and_those_of_its_condition(self):
        call = one(
            "PutItem",
            {
                "TableName": STATE,
                "Item": {"assignment_id": {"S": "request#r1"}, "seal": {"M": {"inner": {"S": "x"}}}},
                "ConditionExpression": "attribute_not_exists(expires_at) AND #v = :v",
                "ExpressionAttributeNames": {"#v": "version"},
                "ExpressionAttributeValues": {":v": {"N": "1"}},
            },
        )
        self.assertEqual(call.action, "dynamodb:PutItem")
        self.assertEqual(call.context["dynamodb:LeadingKeys"], ["request#r1"])
        self.assertEqual(call.context["dynamodb:Attributes"], ["assignment_id", "expires_at", "seal", "version"])
        self.assertNotIn("dynamodb:EnclosingOperation", call.context)

    def test_every_part_of_an_update_is_named_however_it_is_written(self):
        for update, expected in (
            ("SET lease_status = :a, expires_at = if_not_exists(usable_from, :b)", ["expires_at", "lease_status", "usable_from"]),
            ("set #a.inner[0] = :a", ["leases"]),
            ("REMOVE due, due_at ADD live_sets :a", ["due", "due_at", "live_sets"]),
            ("SET approvals[0].approver = list_append(seal, :a)", ["approvals", "seal"]),
            ("DELETE tags :a", ["tags"]),
        ):
            with self.subTest(update):
                call = one(
                    "UpdateItem",
                    {
                        "TableName": STATE,
                        "Key": {"assignment_id": {"S": "request#r1"}},
                        "UpdateExpression": update,
                        "ExpressionAttributeNames": {"#a": "leases"},
                    },
                )
                self.assertEqual(call.context["dynamodb:Attributes"], sorted(["assignment_id", *expected]))

    def test_the_older_parameters_name_attributes_too(self):
        call = one(
            "UpdateItem",
            {
                "TableName": STATE,
                "Key": {"assignment_id": {"S": "request#r1"}},
                "AttributeUpdates": {"seal": {}},
                "Expected": {"status": {}},
                "ReturnValues": "ALL_OLD",
            },
        )
        self.assertEqual(call.context["dynamodb:Attributes"], ["assignment_id", "seal", "status"])
        self.assertEqual(call.context["dynamodb:ReturnValues"], ["ALL_OLD"])

    def test_each_item_of_a_transaction_is_asked_for_by_itself(self):
        body = {
            "TransactItems": [
                {"Put": {"TableName": AUDIT, "Item": {"request_id": {"S": "r1"}, "sequence": {"N": "1"}}}},
                {"Delete": {"TableName": STATE, "Key": {"assignment_id": {"S": "ended#x"}}}},
                {"ConditionCheck": {"TableName": STATE, "Key": {"assignment_id": {"S": "y"}}, "ConditionExpression": "a = b"}},
            ]
        }
        found = of_body("DynamoDB_20120810.TransactWriteItems", json.dumps(body).encode())
        self.assertEqual(
            [(it.action, it.table, it.context["dynamodb:LeadingKeys"]) for it in found],
            [
                ("dynamodb:PutItem", AUDIT, ["r1"]),
                ("dynamodb:DeleteItem", STATE, ["ended#x"]),
                ("dynamodb:ConditionCheckItem", STATE, ["y"]),
            ],
        )
        for it in found:
            self.assertEqual(it.context["dynamodb:EnclosingOperation"], ["TransactWriteItems"])

    def test_a_query_of_an_index_is_about_the_index_s_partition(self):
        call = one(
            "Query",
            {
                "TableName": STATE,
                "IndexName": "due-index",
                "KeyConditionExpression": "due = :due AND due_at <= :now",
                "ExpressionAttributeValues": {":due": {"S": "request"}, ":now": {"N": "1"}},
                "Select": "COUNT",
            },
        )
        self.assertEqual(call.arn("r", "1"), f"arn:aws:dynamodb:r:1:table/{STATE}/index/due-index")
        self.assertEqual(call.context["dynamodb:LeadingKeys"], ["request"])
        self.assertEqual(call.context["dynamodb:Select"], ["COUNT"])

    def test_batches_and_partiql_are_actions_of_their_own(self):
        batch = {"RequestItems": {STATE: [{"DeleteRequest": {"Key": {"assignment_id": {"S": "request#r1"}}}}]}}
        call = one("BatchWriteItem", batch)
        self.assertEqual((call.action, call.context["dynamodb:LeadingKeys"]), ("dynamodb:BatchWriteItem", ["request#r1"]))
        self.assertEqual(one("ExecuteStatement", {"Statement": "DELETE FROM x"}).table, "*")

    def test_copies_of_a_table_have_its_keys(self):
        self.assertEqual(hash_key(f"{AUDIT}-0b8a", None), "request_id")
        self.assertEqual(hash_key(f"{AUDIT}-0b8a", "day-index"), "day")
        self.assertEqual(hash_key("mutant-key-state", None), "assignment_id")
        self.assertIsNone(hash_key("other", None))


if __name__ == "__main__":
    unittest.main()
