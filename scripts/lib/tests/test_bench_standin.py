# SPDX-License-Identifier: Apache-2.0
"""The benchmark's stand-in for AWS, as boto3 sees it: whoever measures with it must be able to trust its answers."""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

BENCH = Path(__file__).parent.parent / "bench"
sys.path.insert(0, str(BENCH))

import gateway  # noqa: E402
from standin import StandIn, StandInError  # noqa: E402

STATE, AUDIT = "jit-access-state", "jit-access-audit"


@unittest.skipUnless(shutil.which("cc"), "needs a C compiler")
class StandInTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        executable = f"{cls.folder.name}/standin"
        sources = sorted((BENCH / "standin").glob("*.c"))
        subprocess.run(["cc", "-Wall", "-Wextra", "-Werror", "-o", executable, *sources], check=True)
        cls.standin = StandIn(executable)
        settings = {
            "region_name": "us-east-1",
            "endpoint_url": f"http://{cls.standin.address}",
            "aws_access_key_id": "example",
            "aws_secret_access_key": "example",
            "config": Config(retries={"total_max_attempts": 1}),
        }
        cls.dynamodb = boto3.client("dynamodb", **settings)
        cls.sso = boto3.client("sso-admin", **settings)
        cls.sns = boto3.client("sns", **settings)
        cls.secrets = boto3.client("secretsmanager", **settings)
        cls.lambdas = boto3.client("lambda", **settings)

    @classmethod
    def tearDownClass(cls):
        for client in (cls.dynamodb, cls.sso, cls.sns, cls.secrets, cls.lambdas):
            client.close()
        cls.standin.stop()
        cls.folder.cleanup()

    def setUp(self):
        self.standin.seed()

    def put(self, key, **more):
        item = {"assignment_id": {"S": key}, "version": {"N": "1"}}
        return self.dynamodb.put_item(TableName=STATE, Item=item, **more)

    def get(self, key):
        return self.dynamodb.get_item(TableName=STATE, Key={"assignment_id": {"S": key}}).get("Item")

    def due(self, **more):
        return self.dynamodb.query(
            TableName=STATE,
            IndexName="due-index",
            KeyConditionExpression="due = :due AND due_at <= :now",
            ExpressionAttributeValues={":due": {"S": "due"}, ":now": {"N": "9999999999"}},
            **more,
        )

    def test_an_item_is_read_as_it_was_written(self):
        item = {"assignment_id": {"S": 'a "b" \\ c/d'}, "leases": {"M": {"x": {"L": [{"BOOL": True}, {"N": "-1"}]}}}}
        self.dynamodb.put_item(TableName=STATE, Item=item)
        self.assertEqual(self.get('a "b" \\ c/d'), item)

    def test_a_condition_is_kept(self):
        self.put("a", ConditionExpression="attribute_not_exists(assignment_id)")
        with self.assertRaises(ClientError) as caught:
            self.put("a", ConditionExpression="attribute_not_exists(assignment_id)")
        self.assertEqual(caught.exception.response["Error"]["Code"], "ConditionalCheckFailedException")
        version = {"ExpressionAttributeNames": {"#v": "version"}, "ExpressionAttributeValues": {":v": {"N": "1"}}}
        self.put("a", ConditionExpression="attribute_not_exists(assignment_id) OR #v = :v", **version)
        with self.assertRaises(ClientError):
            self.put("a", ConditionExpression="attribute_not_exists(assignment_id) AND #v = :v", **version)

    def test_a_transaction_happens_whole_or_not_at_all(self):
        self.put("a")
        new = {"Put": {"TableName": STATE, "Item": {"assignment_id": {"S": "b"}}}}
        update = {
            "Update": {
                "TableName": STATE,
                "Key": {"assignment_id": {"S": "a"}},
                "UpdateExpression": "SET lease_status = :new, expires_at = :end REMOVE version",
                "ConditionExpression": "lease_status IN (:one, :two)",
                "ExpressionAttributeValues": {
                    ":new": {"S": "ACTIVE"}, ":end": {"N": "5"}, ":one": {"S": "X"}, ":two": {"S": "GRANTING"},
                },
            }
        }
        with self.assertRaises(ClientError) as caught:
            self.dynamodb.transact_write_items(TransactItems=[new, update])
        reasons = [reason["Code"] for reason in caught.exception.response["CancellationReasons"]]
        self.assertEqual(reasons, ["None", "ConditionalCheckFailed"])
        self.assertIsNone(self.get("b"))

        item = {"assignment_id": {"S": "a"}, "lease_status": {"S": "GRANTING"}, "version": {"N": "1"}}
        self.dynamodb.put_item(TableName=STATE, Item=item)
        self.dynamodb.transact_write_items(TransactItems=[new, update])
        self.assertIsNotNone(self.get("b"))
        expected = {"assignment_id": {"S": "a"}, "lease_status": {"S": "ACTIVE"}, "expires_at": {"N": "5"}}
        self.assertEqual(self.get("a"), expected)

    def test_what_is_due_comes_in_order_and_in_pages(self):
        self.standin.seed(active=7, expired=25)
        pages = [self.due(Limit=20)]
        while "LastEvaluatedKey" in pages[-1]:
            pages.append(self.due(Limit=20, ExclusiveStartKey=pages[-1]["LastEvaluatedKey"]))
        self.assertEqual([len(page["Items"]) for page in pages], [20, 12])
        moments = [int(item["due_at"]["N"]) for page in pages for item in page["Items"]]
        self.assertEqual(moments, sorted(moments))

    def test_a_scan_reads_a_megabyte_a_page(self):
        self.standin.seed(active=2000)
        scan = {
            "TableName": STATE,
            "FilterExpression": "attribute_not_exists(#v) AND attribute_exists(expiry_timestamp)",
            "ExpressionAttributeNames": {"#v": "version"},
        }
        pages = list(self.dynamodb.get_paginator("scan").paginate(**scan))
        self.assertGreater(len(pages), 1)
        self.assertEqual(sum(page["ScannedCount"] for page in pages), 4000)
        self.assertEqual(sum(page["Count"] for page in pages), 0)

    def test_the_end_of_an_audit_trail_is_its_last_record(self):
        for sequence in ("1", "2"):
            item = {"request_id": {"S": "r"}, "sequence": {"N": sequence}}
            self.dynamodb.put_item(TableName=AUDIT, Item=item)
        answer = self.dynamodb.query(
            TableName=AUDIT,
            KeyConditionExpression="request_id = :id",
            ExpressionAttributeValues={":id": {"S": "r"}},
            ScanIndexForward=False,
            Limit=1,
        )
        self.assertEqual([item["sequence"]["N"] for item in answer["Items"]], ["2"])

    def test_an_assignment_is_there_until_it_is_deleted(self):
        self.standin.seed(finishes_later=True)
        assignment = {
            "InstanceArn": "arn:aws:sso:::instance/ssoins-0123456789abcdef", "TargetId": "111122223333",
            "TargetType": "AWS_ACCOUNT", "PrincipalType": "USER", "PrincipalId": "user-ada",
            "PermissionSetArn": "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0000000000000007",
        }
        status = self.sso.create_account_assignment(**assignment)["AccountAssignmentCreationStatus"]
        self.assertEqual(status["Status"], "IN_PROGRESS")
        asked = self.sso.describe_account_assignment_creation_status(
            InstanceArn=assignment["InstanceArn"], AccountAssignmentCreationRequestId=status["RequestId"]
        )
        self.assertEqual(asked["AccountAssignmentCreationStatus"]["Status"], "SUCCEEDED")
        listed = self.sso.list_account_assignments(
            InstanceArn=assignment["InstanceArn"], AccountId="111122223333",
            PermissionSetArn=assignment["PermissionSetArn"],
        )["AccountAssignments"]
        self.assertIn("user-ada", [one["PrincipalId"] for one in listed])
        self.sso.delete_account_assignment(**assignment)
        with self.assertRaises(ClientError) as caught:
            self.sso.delete_account_assignment(**assignment)
        self.assertEqual(caught.exception.response["Error"]["Code"], "ResourceNotFoundException")

    def test_calls_are_counted_and_delayed(self):
        self.standin.seed(latency_ms=20)
        self.put("a")
        self.sns.publish(TopicArn="arn:aws:sns:us-east-1:111122223333:alerts", Message="x")
        state = self.standin.state()
        self.assertEqual(state["calls"], {"PutItem": 1, "Publish": 1})
        self.assertGreaterEqual(self.standin.round_trip(count=3), 20_000)

    def claim(self, owner, now):
        self.dynamodb.put_item(
            TableName="jit-access-gateway",
            Item={"memory_key": {"S": "call#1"}, "expires_at": {"N": "100"}, "owner": {"S": owner}},
            ConditionExpression="attribute_not_exists(#key) OR #expiry < :now OR #owner = :owner",
            ExpressionAttributeNames={"#key": "memory_key", "#expiry": "expires_at", "#owner": "owner"},
            ExpressionAttributeValues={":now": {"N": str(now)}, ":owner": {"S": owner}},
        )

    def test_a_call_is_claimed_once_until_it_is_forgotten(self):
        self.claim("one", now=50)
        self.claim("one", now=50)
        for now in (50, 100):
            with self.assertRaises(ClientError) as caught:
                self.claim("two", now)
            self.assertEqual(caught.exception.response["Error"]["Code"], "ConditionalCheckFailedException")
        self.claim("two", now=101)
        state = self.standin.state()
        self.assertEqual((state["memory"], state["state"]), (1, 0))

    def test_the_secret_is_the_one_that_is_signed_with(self):
        secret = json.loads(self.secrets.get_secret_value(SecretId="hourglass/slack")["SecretString"])
        self.assertEqual(secret, {"bot_token": "xoxb-bench", "signing_secret": gateway.SECRET})

    def test_only_the_queue_takes_an_invocation(self):
        queued = self.lambdas.invoke(FunctionName="Gateway:work", InvocationType="Event", Payload=b"{}")
        self.assertEqual(queued["StatusCode"], 202)
        self.assertEqual(self.standin.state()["calls"], {"Invoke": 1})
        with self.assertRaises(ClientError):
            self.lambdas.invoke(FunctionName="Grant:slack", Payload=b"{}")

    def test_without_a_function_nothing_can_be_invoked(self):
        with self.assertRaises(StandInError):
            self.standin._ask("/bench/invoke", {})


if __name__ == "__main__":
    unittest.main()
