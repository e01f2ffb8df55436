# SPDX-License-Identifier: Apache-2.0
"""What is added to MiniStack: that what was given back to a stream comes again, and what IAM is told of a call."""

import json
import unittest
from typing import Any
from unittest import mock

import ministack_launcher
import rights
from ministack.core import iam_actions, iam_evaluator
from ministack.services import iam, lambda_svc, sts


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


class ConditionKeys(unittest.TestCase):
    def setUp(self):
        for module, *names in (
            (iam_actions, "eventbridge_resource_arns"),
            (iam_evaluator, "evaluate", "enforce"),
            (iam, "_simulate_principal_policy"),
        ):
            originals = mock.patch.multiple(module, **{name: getattr(module, name) for name in names})
            originals.start()
            self.addCleanup(originals.stop)

    def test_a_simulation_heeds_its_context_and_the_next_one_does_not(self):
        ministack_launcher.simulate_with_context()
        iam._create_role({"RoleName": ["Simulated"], "AssumeRolePolicyDocument": ["{}"]})
        source = {"ForAllValues:StringEquals": {"events:source": "hourglass"}, "Null": {"events:source": "false"}}
        document = {"Effect": "Allow", "Action": "events:PutEvents", "Resource": "*", "Condition": source}
        document = json.dumps({"Version": "2012-10-17", "Statement": [document]})
        iam._put_role_policy({"RoleName": ["Simulated"], "PolicyName": ["One"], "PolicyDocument": [document]})
        asked = {
            "PolicySourceArn": ["arn:aws:iam::000000000000:role/Simulated"],
            "ActionNames.member.1": ["events:PutEvents"],
            "ResourceArns.member.1": ["arn:aws:events:eu-central-1:000000000000:event-bus/default"],
        }
        name, values = "ContextEntries.member.1.ContextKeyName", "ContextEntries.member.1.ContextKeyValues.member."
        own = {name: ["events:source"], f"{values}1": ["hourglass"]}
        for entries, allowed in ((own, True), ({}, False), (own | {f"{values}2": ["aws.health"]}, False)):
            found = str(iam._simulate_principal_policy(asked | entries))
            self.assertEqual("<EvalDecision>allowed" in found, allowed, entries)

    def test_a_bus_is_asked_about_with_the_sources_of_its_events(self):
        ministack_launcher.tell_events_apart_as_iam_does()
        body = json.dumps({"Entries": [{"Source": "hourglass"}, {"Source": "aws.health", "EventBusName": "other"}]}).encode()
        for arn in iam_actions.eventbridge_resource_arns(body, "eu-central-1", "000000000000"):
            self.assertEqual(arn.context, {"events:source": ["aws.health", "hourglass"]})

    def test_credentials_tell_whose_they_are_if_they_are_a_functions(self):
        told: list[Any] = []
        iam_evaluator.enforce = lambda *_, **named: told.append(named["service_context"])
        ministack_launcher.tell_items_apart_as_iam_does()
        session = {"Arn": "arn:aws:sts::000000000000:assumed-role/Role/hourglass-Grant"}
        sessions = {
            "ASIAFUNCTION": session | {"UserId": "Role:hourglass-Grant"},
            "ASIAPERSON": session | {"UserId": "AROA0123456789ABCDEFG:hourglass-Grant"},
        }
        with mock.patch.object(sts, "_sessions", sessions):
            for key in ("ASIAFUNCTION", "ASIAPERSON", "nobody"):
                iam_evaluator.enforce(key, "sns:Publish", "sns", "eu-central-1", resource_arn="*")
        own = {"lambda:SourceFunctionArn": lambda_svc._func_arn("hourglass-Grant")}
        self.assertEqual(told, [own, {}, {}])

    def test_a_new_permission_set_is_asked_about_with_its_tags(self):
        tags = [{"Key": "hourglass:managed", "Value": "true"}, {"Key": "hourglass:request", "Value": "direct/r1"}]
        request = {"InstanceArn": "arn:aws:sso:::instance/ssoins-0123456789abcdef", "Name": "x", "Tags": tags}
        action, resources, context = rights.needed("SWBExternalService.CreatePermissionSet", request) or ("", [], {})
        self.assertEqual((action, resources[1]), ("sso:CreatePermissionSet", "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/*"))
        self.assertEqual(context["aws:TagKeys"], ["hourglass:managed", "hourglass:request"])
        self.assertEqual(context["aws:RequestTag/hourglass:request"], ["direct/r1"])


if __name__ == "__main__":
    unittest.main()
