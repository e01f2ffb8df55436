# SPDX-License-Identifier: Apache-2.0
"""The rules over template.yaml: that it keeps them, and that each of them notices when it is broken."""

import copy
import unittest

import deploy_settings
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

    def test_a_function_that_could_change_what_signs_people_in_by_itself_is_noticed(self):
        for role, place in (("GrantRole", 0), ("GrantRole", 1), ("RevokeRole", 0)):
            self.setUp()
            policies = self.resources[role]["Properties"]["Policies"]
            found = next(it["Fn::If"][1] for it in policies if "ManagementAccount" in str(it.get("Fn::If")))
            del found["PolicyDocument"]["Statement"][place]["Condition"]
            self.assert_noticed("may itself change what signs people in")

    def test_only_revoke_may_list_where_permission_sets_are_used(self):
        self.common("ReadAssignments")["Action"].append("sso:ListAccountsForProvisionedPermissionSet")
        self.assert_noticed("and for nobody else: Grant")
        self.setUp()
        self.statement("RevokeRole", "Reconcile")["Action"] = "sso:ListPermissionSets"
        self.assert_noticed("and for nobody else: Revoke")

    def custom_sets(self, function: str, sid: str) -> dict:
        policy = {"Grant": "MakeCustomPermissionSets", "Revoke": "DeleteCustomPermissionSets"}[function]
        policies = self.resources[f"{function}Role"]["Properties"]["Policies"]
        found = next(entry for entry in policies if entry.get("PolicyName") == policy)["PolicyDocument"]["Statement"]
        return next(statement for statement in found if statement["Sid"] == sid)

    def test_permission_sets_of_others_within_reach_are_noticed(self):
        for function, sid, what in (
            ("Grant", "Fill", "that are not its own"),
            ("Revoke", "Delete", "that are not its own"),
            ("Grant", "Make", "without the tag"),
        ):
            self.setUp()
            del self.custom_sets(function, sid)["Condition"]
            self.assert_noticed(what)

    def test_the_right_to_tag_permission_sets_is_noticed(self):
        self.custom_sets("Grant", "LookInto")["Action"].append("sso:TagResource")
        self.assert_noticed("may tag permission sets")

    def test_the_other_halfs_rights_to_permission_sets_are_noticed(self):
        self.custom_sets("Grant", "LookInto")["Action"].append("sso:DeletePermissionSet")
        self.assert_noticed("Grant has the other function's rights")
        self.setUp()
        self.custom_sets("Revoke", "Delete")["Action"] = ["sso:AttachManagedPolicyToPermissionSet"]
        self.assert_noticed("Revoke has the other function's rights")
        self.setUp()
        self.custom_sets("Grant", "Fill")["Action"].append("sso:ProvisionPermissionSet")
        self.assert_noticed("Grant has the other function's rights")

    def fence(self, sid: str) -> dict:
        policies = self.resources["RevokeRole"]["Properties"]["Policies"]
        behind_if = [entry["Fn::If"][1] for entry in policies if "Fn::If" in entry]
        found = next(entry for entry in behind_if if entry["PolicyName"] == "Fence")["PolicyDocument"]["Statement"]
        return next(statement for statement in found if statement["Sid"] == sid)

    def test_fences_in_permission_sets_that_nobody_tagged_for_them_are_noticed(self):
        del self.fence("Fence")["Condition"]["StringEquals"]
        self.assert_noticed("that are not its own")

    def test_a_permission_set_that_both_functions_could_write_into_is_noticed(self):
        del self.fence("Fence")["Condition"]["Null"]
        self.assert_noticed("that were made for requests")
        for function, sid in (("Grant", "Fill"), ("Revoke", "Delete")):
            self.setUp()
            del self.custom_sets(function, sid)["Condition"]["Null"]
            self.assert_noticed("that were not made for a request")

    def test_a_function_that_lost_its_own_half_is_noticed(self):
        self.statement("RevokeRole", "TakeAway")["Effect"] = "Deny"
        self.assert_noticed("Revoke may not call sso:DeleteAccountAssignment")

    def test_a_shared_role_is_noticed(self):
        self.resources["Revoke"]["Properties"]["Role"] = self.resources["Grant"]["Properties"]["Role"]
        self.assert_noticed("two functions share a role")

    def test_a_resource_that_is_everything_is_noticed(self):
        self.common("Alert")["Resource"] = "*"
        self.assert_noticed('sns:Publish')

    def test_a_table_that_is_easily_lost_is_noticed(self):
        self.resources["StateTable"]["DeletionPolicy"] = "Delete"
        del self.resources["AuditTable"]["Properties"]["PointInTimeRecoverySpecification"]
        self.assert_noticed("StateTable lacks DeletionPolicy")
        self.assert_noticed("AuditTable lacks PointInTimeRecoverySpecification")

    def test_a_table_whose_items_vanish_by_themselves_is_noticed(self):
        self.resources["StateTable"]["Properties"]["TimeToLiveSpecification"] = {"Enabled": True, "AttributeName": "due_at"}
        self.assert_noticed("StateTable: DynamoDB would delete items")

    def test_concurrency_that_is_not_the_functions_own_parameter_is_noticed(self):
        for function, value in (("Revoke", 5), ("Gateway", {"Ref": "GatewayMaximumConcurrency"}), ("Grant", 1), ("Notify", 1)):
            self.setUp()
            self.resources[function]["Properties"]["ReservedConcurrentExecutions"] = value
            self.assert_noticed(f"{function} has not the concurrency")
        for function in ("Revoke", "Gateway"):
            self.setUp()
            del self.resources[function]["Properties"]["ReservedConcurrentExecutions"]
            self.assert_noticed(f"{function} has not the concurrency")
        self.setUp()
        self.definition["Globals"]["Function"]["ReservedConcurrentExecutions"] = 1
        self.assert_noticed("all functions reserve concurrency")

    def test_a_reservation_of_nothing_would_stop_a_function_and_is_noticed(self):
        for condition in ("ReservesForRevoke", "CapsGateway"):
            self.setUp()
            self.definition["Conditions"][condition] = {"Fn::Equals": [1, 1]}
            self.assert_noticed(f"{condition} does not ask")

    def test_what_scripts_deploy_wants_is_what_the_template_wants(self):
        for name, value in deploy_settings.WANTED.items():
            self.assertEqual(self.definition["Parameters"][name]["Default"], value)

    def test_a_function_whose_failed_events_are_lost_is_noticed(self):
        del self.resources["Grant"]["Properties"]["EventInvokeConfig"]["DestinationConfig"]
        self.assert_noticed("Grant loses events that fail")
        self.setUp()
        self.statement("RevokeRole", "DeadLetters")["Resource"] = {"Fn::GetAtt": "GrantDeadLetters.Arn"}
        self.assert_noticed("should to RevokeDeadLetters only")
        self.setUp()
        self.resources["GrantDeadLetters"]["Properties"]["SqsManagedSseEnabled"] = False
        self.assert_noticed("GrantDeadLetters is not encrypted")

    def test_what_would_be_lost_with_the_stack_or_by_an_update_is_noticed(self):
        queues = [name for name, resource in self.resources.items() if resource["Type"] == "AWS::SQS::Queue"]
        self.assertEqual(len(queues), 4)
        for name in (*queues, "SealKey", "AlertKey"):
            for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
                self.setUp()
                del self.resources[name][policy]
                self.assert_noticed(f"{name}: its {policy} is not ")

    def test_a_missing_alarm_is_noticed_whichever_it_is(self):
        alarms = [name for name, resource in self.resources.items() if resource["Type"] == "AWS::CloudWatch::Alarm"]
        self.assertEqual(len(alarms), 18)
        for name in alarms:
            self.setUp()
            del self.resources[name]
            self.assert_noticed("no alarm watches")

    def test_an_alarm_that_nobody_hears_is_noticed(self):
        self.resources["GrantErrors"]["Properties"]["AlarmActions"] = []
        self.assert_noticed("GrantErrors tells nobody")
        self.setUp()
        self.resources["SweepMissing"]["Properties"]["TreatMissingData"] = "missing"
        self.assert_noticed("SweepMissing: without any data")
        self.setUp()
        self.resources["AlertTopic"]["Properties"]["KmsMasterKeyId"] = "alias/aws/sns"
        self.assert_noticed("only with a customer managed key")
        self.setUp()
        del self.resources["AlertKey"]["Properties"]["KeyPolicy"]["Statement"][1]
        self.assert_noticed("AlertKey: CloudWatch may not use it")
        for resource, policy, said in (
            ("AlertKey", "KeyPolicy", "AlertKey: CloudWatch may not use it"),
            ("AlertTopicPolicy", "PolicyDocument", "AlertTopicPolicy: CloudWatch may not publish"),
        ):
            self.setUp()
            condition = self.resources[resource]["Properties"][policy]["Statement"][1]["Condition"]["ArnLike"]
            condition["aws:SourceArn"]["Fn::Sub"] = condition["aws:SourceArn"]["Fn::Sub"].replace("${AWS::StackName}-", "")
            self.assert_noticed(said)
        self.setUp()
        self.resources["SweepMissing"]["Properties"]["AlarmName"] = {"Fn::Sub": "sweep-missing"}
        self.assert_noticed("SweepMissing has a name by which")
        self.setUp()
        self.resources["AlertTopicPolicy"]["Properties"]["PolicyDocument"]["Statement"].pop()
        self.assert_noticed("AlertTopicPolicy: CloudWatch may not publish")
        self.setUp()
        self.common("EncryptAlerts")["Action"].remove("kms:Decrypt")
        self.assert_noticed("the functions may ['kms:GenerateDataKey']")

    def test_a_function_that_the_rules_do_not_know_is_noticed(self):
        self.resources["Another"] = copy.deepcopy(self.resources["Grant"])
        self.assert_noticed("say here what each may do")


if __name__ == "__main__":
    unittest.main()
