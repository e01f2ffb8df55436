# SPDX-License-Identifier: Apache-2.0
"""The rules over template.yaml: that it keeps them, and that each of them notices when it is broken."""

import copy
import unittest

import template
from check_template import problems


class Rules(unittest.TestCase):
    def setUp(self):
        self.definition = template.load()
        self.resources = self.definition["Resources"]

    def statement(self, resource: str, policy: str) -> dict:
        policies = self.resources[resource]["Properties"]["Policies"]
        # Those behind an !If are lists of [condition, then, else].
        policies = [entry["Fn::If"][1] if "Fn::If" in entry else entry for entry in policies]
        return next(entry for entry in policies if entry["PolicyName"] == policy)["PolicyDocument"]["Statement"][0]

    def common(self, sid: str) -> dict:
        statements = self.resources["CommonPolicy"]["Properties"]["PolicyDocument"]["Statement"]
        return next(statement for statement in statements if statement["Sid"] == sid)

    def assert_noticed(self, what: str):
        self.assertTrue(any(what in problem for problem in problems(self.definition)), f"not noticed: {what}")

    def test_the_template_keeps_them(self):
        self.assertEqual(list(problems(self.definition)), [])

    def test_grant_that_could_revoke_is_noticed_in_any_of_its_policies(self):
        untouched = copy.deepcopy(self.definition)
        for policy in ("Give", "ManagementAccount"):
            self.definition = copy.deepcopy(untouched)
            self.resources = self.definition["Resources"]
            self.statement("GrantRole", policy)["Action"] = ["sso:DeleteAccountAssignment"]
            self.assert_noticed("Grant may call sso:DeleteAccountAssignment")

    def test_revoke_that_could_grant_is_noticed_behind_a_wildcard_and_in_the_shared_policy(self):
        self.statement("RevokeRole", "TakeAway")["Action"] = "sso:*AccountAssignment"
        self.assert_noticed("Revoke may call sso:CreateAccountAssignment")
        self.setUp()
        self.common("ReadAssignments")["Action"].append("sso:CreateAccountAssignment")
        self.assert_noticed("Revoke may call sso:CreateAccountAssignment")

    def test_a_function_that_lost_its_own_half_is_noticed(self):
        self.statement("RevokeRole", "TakeAway")["Effect"] = "Deny"
        self.assert_noticed("Revoke may not call sso:DeleteAccountAssignment")

    def test_a_shared_role_is_noticed(self):
        self.resources["Revoke"]["Properties"]["Role"] = self.resources["Grant"]["Properties"]["Role"]
        self.assert_noticed("two functions share a role")

    def test_changing_or_deleting_audit_records_is_noticed(self):
        for action in ("dynamodb:UpdateItem", "dynamodb:DeleteItem"):
            self.setUp()
            self.common("AppendToAudit")["Action"].append(action)
            self.assert_noticed("more to the audit table")

    def test_a_resource_that_is_everything_is_noticed(self):
        self.common("Alert")["Resource"] = "*"
        self.assert_noticed('sns:Publish')

    def test_a_table_that_is_easily_lost_is_noticed(self):
        self.resources["StateTable"]["DeletionPolicy"] = "Delete"
        del self.resources["AuditTable"]["Properties"]["PointInTimeRecoverySpecification"]
        self.assert_noticed("StateTable lacks DeletionPolicy")
        self.assert_noticed("AuditTable lacks PointInTimeRecoverySpecification")

    def test_a_function_that_the_rules_do_not_know_is_noticed(self):
        self.resources["Another"] = copy.deepcopy(self.resources["Grant"])
        self.assert_noticed("say here what each may do")


if __name__ == "__main__":
    unittest.main()
