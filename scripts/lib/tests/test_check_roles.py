# SPDX-License-Identifier: Apache-2.0
"""The narrowings of the roles: that each is noticed when it is taken out."""

import copy
import unittest
from collections.abc import Callable
from typing import Any

import template
from check_template import problems

Resources = dict[str, Any]
Change = Callable[[dict[str, Any]], Any]


def policy(resource: dict[str, Any], name: str) -> dict[str, Any]:
    """An inline policy of a role, behind an `!If` or not."""
    inner = [it["Fn::If"][1] if "Fn::If" in it else it for it in resource["Properties"]["Policies"]]
    return next(it for it in inner if it["PolicyName"] == name)["PolicyDocument"]


def statement(document: dict[str, Any], sid: str) -> dict[str, Any]:
    return next(it for it in document["Statement"] if it.get("Sid") == sid)


def common(sid: str, change: Change) -> Change:
    return lambda it: change(statement(it["Resources"]["CommonPolicy"]["Properties"]["PolicyDocument"], sid))


def of_role(role: str, name: str, sid: str, change: Change) -> Change:
    return lambda it: change(statement(policy(it["Resources"][role], name), sid))


def beside(function: str, change: Change) -> Change:
    return lambda it: change(it["Resources"][f"{function}OwnFunction"]["Properties"]["PolicyDocument"]["Statement"][0])


def conditions(change: Change) -> Change:
    return lambda it: change(it["Condition"])


SOURCE = "Grant may tell the bus of events in the name of others"
TAGS = "Grant may make permission sets with other tags"
OWN = "Grant may lend the account that the functions are in"
KEY = "cannot use the key of Identity Center, or more than that"
OTHERS = "rights are those of any function"
# One narrowing taken out each, and what is said of it.
MISTAKES: list[tuple[Change, str]] = [
    (common("Notify", lambda it: it.pop("Condition")), SOURCE),
    (common("Notify", conditions(lambda it: it.pop("Null"))), SOURCE),
    (common("Notify", conditions(lambda it: it["ForAllValues:StringEquals"].update({"events:source": "*"}))), SOURCE),
    *(
        (common(sid, lambda it: it.update(Resource={"Fn::Sub": "arn:${AWS::Partition}:organizations::*:account/*"})), "in any organization")
        for sid in ("LookUpAccounts", "LookUpPlace", "LookUpUnits", "LookUpTags")
    ),
    (common("EncryptAlerts", lambda it: it.pop("Condition")), "may use a key by itself"),
    (of_role("GrantRole", "MakeCustomPermissionSets", "Make", lambda it: it.pop("Condition")), TAGS),
    (of_role("GrantRole", "MakeCustomPermissionSets", "Make", conditions(lambda it: it.pop("Null"))), TAGS),
    (of_role("GrantRole", "MakeCustomPermissionSets", "Make", conditions(lambda it: it.pop("ForAllValues:StringEquals"))), TAGS),
    (
        of_role(
            "GrantRole",
            "MakeCustomPermissionSets",
            "Make",
            conditions(lambda it: it["ForAllValues:StringEquals"]["aws:TagKeys"].append("team")),
        ),
        TAGS,
    ),
    (of_role("GrantRole", "KeepOwnAccount", "NothingInOwnAccount", lambda it: it.update(Effect="Allow")), OWN),
    (of_role("GrantRole", "KeepOwnAccount", "NothingInOwnAccount", lambda it: it.update(Action="sso:CreatePermissionSet")), OWN),
    (
        of_role(
            "GrantRole",
            "KeepOwnAccount",
            "NothingInOwnAccount",
            lambda it: it.update(Condition={"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}),
        ),
        OWN,
    ),
    (lambda it: it["Conditions"].update(KeepsOwnAccount={"Fn::Equals": ["a", "b"]}), "KeepsOwnAccount does not ask"),
    (lambda it: it["Parameters"]["LendInOwnAccount"].update(Default="true"), "LendInOwnAccount is not false"),
    *(
        (of_role(f"{function}Role", "IdentityCenterKey", "DecryptThroughIdentityCenter", change), f"{function} {KEY}")
        for function in ("Grant", "Revoke")
        for change in (
            lambda it: it.pop("Condition"),
            lambda it: it.update(Action=["kms:Decrypt", "kms:Encrypt"]),
            lambda it: it.update(Resource="arn:aws:kms:*:*:key/*"),
            lambda it: it["Condition"]["StringEquals"]["kms:ViaService"].pop(),
            lambda it: it["Condition"]["StringEquals"]["kms:ViaService"].append("*"),
        )
    ),
    *(
        (beside(function, change), f"{function}'s {OTHERS}")
        for function in ("Grant", "Revoke", "Notify", "Gateway")
        for change in (
            lambda it: it.update(Effect="Allow"),
            lambda it: it.update(Action="sso:*"),
            lambda it: it["Condition"]["ArnNotLike"]["lambda:SourceFunctionArn"].append("*"),
            # Then a call that Lambda makes itself, as to a queue, would be denied.
            lambda it: it["Condition"].pop("Null"),
        )
    ),
    (lambda it: it["Resources"].pop("RevokeOwnFunction"), f"Revoke's {OTHERS}"),
]


class Roles(unittest.TestCase):
    def test_each_narrowing_that_is_taken_out_is_noticed(self):
        untouched = template.load()
        for number, (change, said) in enumerate(MISTAKES):
            with self.subTest(number=number, said=said):
                definition = copy.deepcopy(untouched)
                change(definition)
                found = list(problems(definition))
                self.assertTrue(any(said in it for it in found), found or "not noticed")


if __name__ == "__main__":
    unittest.main()
