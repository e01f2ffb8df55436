# SPDX-License-Identifier: Apache-2.0
"""The permission set by which people call: what its policy lets through, and that it lets nothing else through."""

import copy
import fnmatch
import pathlib
import unittest
from typing import Any

import template

PEOPLE = pathlib.Path(template.TEMPLATE).parent / "scripts" / "templates" / "people.yaml"
GRANT = "arn:aws:lambda:eu-central-1:111122223333:function:hourglass-Grant-1A2B3C4D5E6F:url"
REVOKE = "arn:aws:lambda:eu-central-1:111122223333:function:hourglass-Revoke-6F5E4D3C2B1A:url"
PARAMETERS = {"GrantUrlAliasArn": GRANT, "RevokeUrlAliasArn": REVOKE}

BY_URL = {"lambda:FunctionUrlAuthType": "AWS_IAM", "lambda:InvokedViaFunctionUrl": "true"}
UNSIGNED = BY_URL | {"lambda:FunctionUrlAuthType": "NONE"}
PAST_URL = {"lambda:InvokedViaFunctionUrl": "false"}


def resolved(value: Any) -> Any:
    """What CloudFormation makes of the policy."""
    if isinstance(value, dict):
        return PARAMETERS[value["Ref"]] if set(value) == {"Ref"} else {key: resolved(it) for key, it in value.items()}
    return [resolved(it) for it in value] if isinstance(value, list) else value


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def matches(patterns: Any, text: str) -> bool:
    return any(fnmatch.fnmatchcase(text.lower(), pattern.lower()) for pattern in listed(patterns))


def holds(conditions: dict[str, Any], context: dict[str, str]) -> bool:
    for operator, keys in conditions.items():
        if operator not in ("StringEquals", "Bool", "BoolIfExists"):
            raise AssertionError(f"this test does not know {operator}")
        for key, wanted in keys.items():
            if key not in context:
                if operator.endswith("IfExists"):
                    continue
                return False
            if context[key] not in listed(wanted):
                return False
    return True


def decision(policy: dict[str, Any], action: str, resource: str, context: dict[str, str]) -> str:
    """As IAM decides: what is denied is denied, what is not allowed is not either."""
    effects = set()
    for statement in policy["Statement"]:
        chosen = matches(statement["Action"], action) if "Action" in statement else not matches(statement["NotAction"], action)
        if "Resource" in statement:
            chosen = chosen and matches(statement["Resource"], resource)
        else:
            chosen = chosen and not matches(statement["NotResource"], resource)
        if chosen and holds(statement.get("Condition", {}), context):
            effects.add(statement["Effect"])
    return "denied" if "Deny" in effects else "allowed" if "Allow" in effects else "nothing said"


OTHERS = [
    ("lambda:InvokeFunctionUrl", GRANT.replace(":url", ":slack"), BY_URL),
    ("lambda:InvokeFunctionUrl", GRANT.removesuffix(":url"), BY_URL),
    ("lambda:InvokeFunctionUrl", GRANT.replace("Grant", "Other"), BY_URL),
    ("lambda:InvokeFunctionUrl", GRANT.replace("111122223333", "444455556666"), BY_URL),
    ("lambda:InvokeFunction", GRANT.removesuffix(":url"), {}),
    ("lambda:InvokeFunction", GRANT.replace(":url", ":servicenow"), {}),
    ("lambda:InvokeFunction", REVOKE.replace(":url", ":servicenow"), BY_URL),
    ("lambda:InvokeFunction", GRANT, PAST_URL),
    ("lambda:UpdateFunctionCode", GRANT.removesuffix(":url"), {}),
    ("lambda:InvokeAsync", GRANT, {}),
    ("lambda:GetFunction", GRANT, {}),
    ("dynamodb:PutItem", "arn:aws:dynamodb:eu-central-1:111122223333:table/hourglass-state", {}),
    ("iam:UpdateSAMLProvider", "arn:aws:iam::111122223333:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE", {}),
    ("iam:CreateRole", "arn:aws:iam::111122223333:role/x", {}),
    ("sts:AssumeRole", "arn:aws:iam::111122223333:role/x", {}),
    ("s3:GetObject", "arn:aws:s3:::bucket/key", {}),
    ("sso:CreateAccountAssignment", "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6", {}),
]


class People(unittest.TestCase):
    def setUp(self):
        self.resources = template.load(PEOPLE)["Resources"]
        self.people = self.resources["People"]["Properties"]
        self.policy = resolved(self.people["InlinePolicy"])

    def test_both_urls_can_be_called(self):
        for alias in (GRANT, REVOKE):
            for action in ("lambda:InvokeFunctionUrl", "lambda:InvokeFunction"):
                self.assertEqual(decision(self.policy, action, alias, BY_URL), "allowed", f"{action} {alias}")

    def test_everything_else_is_denied_whatever_is_added_to_the_permission_set(self):
        administrator = copy.deepcopy(self.policy)
        administrator["Statement"].append({"Effect": "Allow", "Action": "*", "Resource": "*"})
        for action, resource, context in OTHERS:
            for policy in (self.policy, administrator):
                self.assertEqual(decision(policy, action, resource, context), "denied", f"{action} {resource}")

    def test_what_does_not_say_how_it_came_is_not_allowed(self):
        for context in ({}, UNSIGNED):
            self.assertEqual(decision(self.policy, "lambda:InvokeFunctionUrl", GRANT, context), "nothing said")
        self.assertEqual(decision(self.policy, "lambda:InvokeFunction", GRANT, {}), "denied")

    def test_each_statement_is_needed(self):
        asked = [(action, alias, BY_URL) for alias in (GRANT, REVOKE) for action in ("lambda:InvokeFunctionUrl", "lambda:InvokeFunction")]
        asked += OTHERS
        whole = [decision(self.policy, *question) for question in asked]
        for left_out in self.policy["Statement"]:
            rest = {"Statement": [statement for statement in self.policy["Statement"] if statement is not left_out]}
            self.assertNotEqual([decision(rest, *question) for question in asked], whole, left_out["Sid"])

    def test_sessions_last_an_hour_and_a_group_has_it_by_its_id_in_one_account(self):
        self.assertEqual(self.people["SessionDuration"], "PT1H")
        self.assertEqual(set(self.people) & {"ManagedPolicies", "CustomerManagedPolicyReferences"}, set())
        assignments = [it["Properties"] for it in self.resources.values() if it["Type"] == "AWS::SSO::Assignment"]
        self.assertEqual(len(assignments), 1)
        self.assertEqual(assignments[0]["PrincipalType"], "GROUP")
        self.assertEqual(assignments[0]["PrincipalId"], {"Ref": "GroupId"})
        self.assertEqual(assignments[0]["TargetId"], {"Ref": "StackAccountId"})


if __name__ == "__main__":
    unittest.main()
