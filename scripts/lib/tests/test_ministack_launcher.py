# SPDX-License-Identifier: Apache-2.0
"""What is added to MiniStack: that what was given back to a stream comes again."""

import unittest
from typing import Any
from unittest import mock

import ministack_launcher
from ministack.services import lambda_svc


class Streams(unittest.TestCase):
    def setUp(self):
        self.answer: dict[str, Any] = {"body": {"batchItemFailures": []}}
        self.results: list[Any] = []
        self.record = {"config": {"FunctionArn": lambda_svc._func_arn("Notify")}, "code_zip": b""}
        originals = mock.patch.multiple(
            lambda_svc,
            _poll_dynamodb_streams=self.deliver,
            _execute_function=lambda function, event: self.answer,
        )
        originals.start()
        self.addCleanup(originals.stop)
        ministack_launcher.bring_streams_as_lambda_does()

    def deliver(self) -> bool:
        """As MiniStack does it, by the names of its module."""
        self.results.append(lambda_svc._execute_function(self.record, {"Records": []}))
        return True

    def test_a_batch_that_was_given_back_has_failed(self):
        failures = [{"itemIdentifier": "1"}]
        for body in ({"batchItemFailures": failures}, '{"batchItemFailures": [{"itemIdentifier": "1"}]}'):
            self.answer = {"body": body}
            lambda_svc._poll_dynamodb_streams()
            self.assertTrue(self.results[-1]["error"])
        for body in ({}, "{}", "no JSON", None, "[]", {"batchItemFailures": []}):
            self.answer = {"body": body}
            lambda_svc._poll_dynamodb_streams()
            self.assertNotIn("error", self.results[-1])

    def test_whatever_is_no_stream_is_as_it_was(self):
        self.answer = {"body": {"batchItemFailures": [{"itemIdentifier": "1"}]}}
        self.deliver()
        self.assertEqual(self.results, [self.answer])


if __name__ == "__main__":
    unittest.main()
