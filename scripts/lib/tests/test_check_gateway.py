# SPDX-License-Identifier: Apache-2.0
"""The rules for what faces the internet: that each of them notices when it is broken."""

import unittest

import template
from check_template import problems


class Gateway(unittest.TestCase):
    def setUp(self):
        self.definition = template.load()
        self.resources = self.definition["Resources"]

    def statement(self, policy: str) -> dict:
        policies = self.resources["GatewayRole"]["Properties"]["Policies"]
        policies = [it["Fn::If"][1] if "Fn::If" in it else it for it in policies]
        return next(it for it in policies if it["PolicyName"] == policy)["PolicyDocument"]["Statement"][0]

    def assert_noticed(self, what: str):
        self.assertTrue(any(what in problem for problem in problems(self.definition)), f"not noticed: {what}")

    def test_any_right_beyond_its_own_is_noticed(self):
        for action in ("sso:CreateAccountAssignment", "dynamodb:UpdateItem", "dynamodb:*", "lambda:*", "sts:AssumeRole"):
            self.setUp()
            self.statement("Remember")["Action"].append(action)
            self.assert_noticed(f"Gateway may call {action}")

    def test_its_rights_for_anything_else_are_noticed(self):
        for policy, what in (
            ("ReadSlackSecret", "secretsmanager:GetSecretValue"),
            ("ReadSigningKey", "secretsmanager:GetSecretValue"),
            ("ReadServiceNowUser", "secretsmanager:GetSecretValue"),
        ):
            self.setUp()
            self.statement(policy)["Resource"] = "*"
            self.assert_noticed(f"Gateway may call {what}")
        self.setUp()
        self.statement("ReadRequests")["Resource"] = {"Fn::GetAtt": "AuditTable.Arn"}
        self.assert_noticed("Gateway may read")
        for change in (
            lambda it: it.pop("Condition"),
            lambda it: it["Condition"].pop("Null"),
            lambda it: it["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"].append("fence#*"),
        ):
            self.setUp()
            change(self.statement("ReadRequests"))
            self.assert_noticed("Gateway may read other items")

    def test_the_functions_themselves_within_reach_are_noticed(self):
        for policy in ("GatewaySlackPolicy", "GatewayServiceNowPolicy"):
            self.setUp()
            own = self.resources[policy]["Properties"]["PolicyDocument"]["Statement"][0]
            own["Resource"][0] = {"Fn::GetAtt": "Grant.Arn"}
            self.assert_noticed("Gateway may invoke")

    def test_one_system_within_reach_of_the_other_is_noticed(self):
        own = self.resources["GatewayServiceNowPolicy"]["Properties"]["PolicyDocument"]["Statement"][0]
        own["Resource"].append({"Ref": "GrantSlackAlias"})
        self.assert_noticed("Gateway may invoke")

    def test_what_is_made_without_its_reason_is_noticed(self):
        for name, wanted in (
            ("GatewayUrl", "HasGatewayUrl"),
            ("GatewayTable", "HasGateway"),
            ("GrantSlackAlias", "HasSlack"),
            ("GatewayErrors", "HasGateway"),
            ("GatewayServiceNowPolicy", "HasServiceNowDoor"),
            ("GatewayTicketsAlias", "WritesWorkNotes"),
        ):
            self.setUp()
            del self.resources[name]["Condition"]
            self.assert_noticed(f"{name} is made without {wanted} too")

    def test_a_way_past_the_url_is_noticed(self):
        del self.resources["GatewayUrlInvokers"]["Properties"]["InvokedViaFunctionUrl"]
        self.assert_noticed("anybody may invoke it past its URL")
        self.setUp()
        self.resources["GatewayUrlInvokers"]["Properties"]["FunctionName"] = {"Ref": "GatewayWorkAlias"}
        self.assert_noticed("another way in than its URL")

    def test_notices_that_are_given_up_early_are_noticed(self):
        for name in ("GatewayEventsInvocations", "GatewayTicketsInvocations"):
            for member in ("MaximumRetryAttempts", "MaximumEventAgeInSeconds"):
                self.setUp()
                del self.resources[name]["Properties"][member]
                self.assert_noticed(f"{name} gives up notices")


if __name__ == "__main__":
    unittest.main()
