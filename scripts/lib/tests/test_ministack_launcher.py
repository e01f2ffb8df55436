# SPDX-License-Identifier: Apache-2.0
"""What is added to MiniStack: that streams come by the alias, and that what was given back comes again."""

import unittest
from typing import Any
from unittest import mock

import ministack_launcher
from ministack.services import lambda_svc


class Streams(unittest.TestCase):
    def setUp(self):
        self.answer: dict[str, Any] = {"body": {"batchItemFailures": []}}
        self.found: list[Any] = []
        self.results: list[Any] = []
        self.record = {"config": {"FunctionArn": lambda_svc._func_arn("Gateway")}, "code_zip": b""}
        originals = mock.patch.multiple(
            lambda_svc,
            _poll_dynamodb_streams=lambda: self.deliver("events"),
            _get_func_record_for_qualifier=lambda name, qualifier: (self.record, self.record["config"]),
            _execute_function=lambda function, event: self.answer,
        )
        originals.start()
        self.addCleanup(originals.stop)
        ministack_launcher.bring_streams_as_lambda_does()

    def deliver(self, qualifier: str | None) -> bool:
        """As MiniStack does it, by the names of its module."""
        record, config = lambda_svc._get_func_record_for_qualifier("Gateway", qualifier)
        self.found.append((record["config"]["FunctionArn"], config["FunctionArn"]))
        self.results.append(lambda_svc._execute_function(record, {"Records": []}))
        return True

    def test_a_stream_comes_by_the_alias_of_its_mapping(self):
        self.assertTrue(lambda_svc._poll_dynamodb_streams())
        arn = f"{lambda_svc._func_arn('Gateway')}:events"
        self.assertEqual(self.found, [(arn, arn)])
        # What MiniStack keeps of the function is left as it is.
        self.assertEqual(self.record["config"]["FunctionArn"], lambda_svc._func_arn("Gateway"))
        self.assertNotIn("error", self.results[0])

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
        self.deliver("events")
        arn = lambda_svc._func_arn("Gateway")
        self.assertEqual((self.found, self.results), ([(arn, arn)], [self.answer]))


if __name__ == "__main__":
    unittest.main()
