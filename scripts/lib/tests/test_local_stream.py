# SPDX-License-Identifier: Apache-2.0
"""What the audit table's stream would tell."""

import unittest
from typing import Any

import local_stream


class Table:
    def __init__(self, items: list[dict[str, Any]]):
        self.items = items

    def scan(self, ConsistentRead: bool) -> dict[str, Any]:
        return {"Items": self.items}


class Stream(local_stream.Stream):
    """With a Gateway that fails when it is told to."""

    def __init__(self, items: list[dict[str, Any]]):
        super().__init__(Table(items), "http://127.0.0.1:1")
        self.failing = False
        self.heard: list[str] = []

    def invoke(self, payload: dict[str, Any]) -> Any:
        record = payload["Records"][0]["dynamodb"]
        if self.failing:
            return {"errorType": "Function.TryAgain", "errorMessage": record["SequenceNumber"]}
        self.heard.append(record["NewImage"]["sequence"]["N"])
        return {}


def record(sequence: int) -> dict[str, Any]:
    return {"request_id": "r1", "sequence": sequence, "timestamp": "2026-01-01T00:00:00.000Z"}


class Telling(unittest.TestCase):
    def test_each_record_is_told_once_in_its_order(self):
        stream = Stream([record(2), record(1)])
        self.assertEqual((stream.tell(), stream.tell()), (2, 0))
        self.assertEqual(stream.heard, ["1", "2"])

    def test_what_could_not_be_told_is_told_again(self):
        stream = Stream([record(1), record(2)])
        stream.failing = True
        self.assertEqual(stream.tell(), 0)
        stream.failing = False
        self.assertEqual(stream.tell(), 2)

    def test_a_record_looks_as_dynamodb_writes_it(self):
        told = local_stream.event([{"request_id": "r1", "sequence": 1}])["Records"][0]
        self.assertEqual(told["dynamodb"]["NewImage"], {"request_id": {"S": "r1"}, "sequence": {"N": "1"}})
        self.assertEqual((told["eventName"], told["eventSource"]), ("INSERT", "aws:dynamodb"))


if __name__ == "__main__":
    unittest.main()
