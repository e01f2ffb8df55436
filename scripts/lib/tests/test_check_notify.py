# SPDX-License-Identifier: Apache-2.0
"""The rules for what hears of changed audit records: that each of them notices when it is broken."""

import unittest

import template
from check_template import problems


class Notify(unittest.TestCase):
    def setUp(self):
        self.definition = template.load()
        self.resources = self.definition["Resources"]

    def statements(self, policy: str) -> list[dict]:
        policies = self.resources["NotifyRole"]["Properties"]["Policies"]
        policies = [it["Fn::If"][1] if "Fn::If" in it else it for it in policies]
        return next(it for it in policies if it["PolicyName"] == policy)["PolicyDocument"]["Statement"]

    def assert_noticed(self, what: str):
        self.assertTrue(any(what in problem for problem in problems(self.definition)), f"not noticed: {what}")

    def test_any_right_beyond_its_own_is_noticed(self):
        for action in ("sso:DeleteAccountAssignment", "dynamodb:GetItem", "secretsmanager:GetSecretValue", "sns:*"):
            self.setUp()
            self.statements("HearOfRecords")[0]["Action"].append(action)
            self.assert_noticed(f"Notify may call {action}")

    def test_its_rights_for_anything_else_are_noticed(self):
        for policy, what in (("HearOfRecords", "dynamodb:GetRecords"), ("Alert", "sns:Publish")):
            self.setUp()
            self.statements(policy)[0]["Resource"] = "*"
            self.assert_noticed(f"Notify may call {what}")

    def test_what_it_may_invoke_besides_notices_is_noticed(self):
        for alias in ("GatewayWorkAlias", "GrantSlackAlias"):
            self.setUp()
            self.statements("TellPeople")[0]["Resource"] = {"Ref": alias}
            self.assert_noticed("Notify may invoke")

    def test_a_stack_without_it_is_noticed(self):
        for name in ("Notify", "NotifyStream", "NotifyErrors"):
            self.setUp()
            self.resources[name]["Condition"] = "HasSlack"
            self.assert_noticed(f"{name} is not always there")

    def test_a_stream_that_tells_less_is_noticed(self):
        self.resources["AuditTable"]["Properties"]["StreamSpecification"] = {"StreamViewType": "NEW_IMAGE"}
        self.assert_noticed("does not always tell what was changed")
        self.setUp()
        pattern = {"Filters": [{"Pattern": '{"eventName":["INSERT"]}'}]}
        self.resources["NotifyStream"]["Properties"]["FilterCriteria"] = pattern
        self.assert_noticed("leaves out what Notify has to hear of")
        for member in ("FunctionResponseTypes", "DestinationConfig"):
            self.setUp()
            del self.resources["NotifyStream"]["Properties"][member]
            self.assert_noticed("NotifyStream ")

    def test_a_second_reader_is_noticed(self):
        mapping = self.resources["NotifyStream"]
        self.resources["GatewayStream"] = mapping | {
            "Properties": mapping["Properties"] | {"FunctionName": {"Ref": "Gateway"}}
        }
        self.assert_noticed("should be by NotifyStream alone")

    def test_a_way_in_is_noticed(self):
        self.resources["NotifyUrl"] = {
            "Type": "AWS::Lambda::Url",
            "Properties": {"TargetFunctionArn": {"Fn::GetAtt": "Notify.Arn"}, "AuthType": "NONE"},
        }
        self.assert_noticed("NotifyUrl is a way into Notify")


if __name__ == "__main__":
    unittest.main()
