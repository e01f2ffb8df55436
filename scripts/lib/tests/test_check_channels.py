# SPDX-License-Identifier: Apache-2.0
"""The rules for the ways into the functions: that each of them notices when it is broken."""

import unittest

import template
from check_template import problems


class Channels(unittest.TestCase):
    def setUp(self):
        self.definition = template.load()
        self.resources = self.definition["Resources"]

    def properties(self, name: str) -> dict:
        return self.resources[name]["Properties"]

    def assert_noticed(self, what: str):
        self.assertTrue(any(what in problem for problem in problems(self.definition)), f"not noticed: {what}")

    def test_a_schedule_through_an_alias_or_none_at_all_is_noticed(self):
        self.properties("Grant")["AutoPublishAlias"] = "url"
        self.assert_noticed("Grant: its events would come through an alias")
        self.setUp()
        del self.properties("Grant")["Events"]
        self.assert_noticed("Grant has no schedule")

    def test_a_stack_that_never_reconciles_or_lets_the_schedule_repair_is_noticed(self):
        del self.properties("Revoke")["Events"]["Reconcile"]
        self.assert_noticed("nothing compares the ledger")
        for broken in (
            '{"action":"reconcile"}',
            '{"source":"aws.events","detail-type":"Scheduled Event","action":"reconcile","mode":"apply"}',
        ):
            self.setUp()
            self.properties("Revoke")["Events"]["Reconcile"]["Properties"]["Input"] = broken
            self.assert_noticed("not marked as a schedule's")

    def test_a_url_that_lets_anybody_in_is_noticed(self):
        self.properties("GrantUrl")["AuthType"] = "NONE"
        self.assert_noticed("GrantUrl: nobody would have to sign")
        self.setUp()
        self.properties("GrantUrl")["Cors"] = {"AllowOrigins": ["*"]}
        self.assert_noticed("no web page")

    def test_a_url_that_the_function_would_take_for_another_way_in_is_noticed(self):
        for qualifier in (None, "servicenow"):
            self.setUp()
            self.properties("RevokeUrl")["Qualifier"] = qualifier
            self.assert_noticed("RevokeUrl comes through another way in")
        self.setUp()
        self.properties("RevokeUrlAlias")["Name"] = "link"
        self.assert_noticed("Revoke has not one URL")
        self.setUp()
        del self.resources["RevokeUrl"]
        self.assert_noticed("Revoke has not one URL")

    def test_missing_rights_of_the_callers_are_noticed(self):
        del self.resources["GrantUrlCallers"]
        self.assert_noticed("its callers lack lambda:InvokeFunctionUrl")
        self.setUp()
        del self.resources["GrantUrlInvokers"]
        self.assert_noticed("its callers lack lambda:InvokeFunction")

    def test_a_right_past_the_url_or_beyond_the_organization_is_noticed(self):
        del self.properties("GrantUrlInvokers")["InvokedViaFunctionUrl"]
        self.assert_noticed("GrantUrlInvokers: whoever may invoke an alias past its URL")
        self.setUp()
        del self.properties("GrantUrlCallers")["PrincipalOrgID"]
        self.assert_noticed("GrantUrlCallers is for all the world")
        self.setUp()
        del self.resources["RevokeUrlInvokers"]["Condition"]
        self.assert_noticed("RevokeUrlInvokers is for all the world")

    def test_an_alias_with_code_of_its_own_or_without_a_queue_is_noticed(self):
        self.properties("GrantUrlAlias")["FunctionVersion"] = "7"
        self.assert_noticed("GrantUrlAlias would run other code")
        self.setUp()
        del self.resources["GrantServiceNowInvocations"]
        self.assert_noticed("GrantServiceNowAlias loses events")
        self.setUp()
        failing = {"OnFailure": {"Destination": {"Fn::GetAtt": "GrantDeadLetters.Arn"}}}
        self.properties("RevokeServiceNowInvocations")["DestinationConfig"] = failing
        self.assert_noticed("RevokeServiceNowAlias loses events")


if __name__ == "__main__":
    unittest.main()
