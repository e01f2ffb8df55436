# SPDX-License-Identifier: Apache-2.0
"""The documents of an installation by hand: that they are the template's, statement by statement, and whole."""

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest
from typing import Any
from unittest import mock

import documents
import prove_by_hand
import role_statements
import template

PLACE = {"AccountId": "111122223333", "Region": "eu-central-1", "StackName": "hourglass", "Partition": "aws"}
MADE = {
    "AlertKey.Arn": "arn:aws:kms:eu-central-1:111122223333:key/alerts",
    "AuditTable.StreamArn": "arn:aws:dynamodb:eu-central-1:111122223333:table/jit-access-audit/stream/1",
    "SealKey.Arn": "arn:aws:kms:eu-central-1:111122223333:key/seals",
}
# What IAM takes in all inline policies of a role, spaces not counted.
LARGEST = 10_240


def made(known: dict[str, str] = MADE, parameters: dict[str, str] | None = None) -> dict[str, Any]:
    resolver = documents.Resolver(template.load(), PLACE, parameters or {}, known)
    return {name: documents.content(resolver, document) for name, document in documents.documents(resolver)}


class Documents(unittest.TestCase):
    def test_each_role_has_the_statements_of_the_template_and_no_other(self):
        resources = template.load()["Resources"]
        resolver = documents.Resolver(template.load(), PLACE, {}, MADE)
        # What is there with a parameter that has its default: of the others none.
        absent = {"ReadServiceNowUser", "Offer", "ManagementAccount", "TellPeople", "TellTickets", "IdentityCenterKey"}
        for name in documents.CORE:
            policies = resources[f"{name}Role"]["Properties"]["Policies"]
            wanted = [
                statement
                for policy in policies
                for document in role_statements.documents([policy])
                for statement in document["Statement"]
                if (policy["Fn::If"][1] if "Fn::If" in policy else policy)["PolicyName"] not in absent
            ]
            if name != "Notify":
                wanted += resources["CommonPolicy"]["Properties"]["PolicyDocument"]["Statement"]
            wanted += resources[f"{name}OwnFunction"]["Properties"]["PolicyDocument"]["Statement"]
            plain = [{key: it for key, it in resolver.value(statement).items() if key != "Sid"} for statement in wanted]
            found = made()[f"{name}-rights"]["Statement"]
            order = lambda statement: json.dumps(statement, sort_keys=True)
            self.assertEqual(sorted(found, key=order), sorted(plain, key=order))
            self.assertLess(len(json.dumps(made()[f"{name}-rights"], separators=(",", ":"))), LARGEST)

    def test_nothing_of_the_template_is_left_unresolved(self):
        for name, document in made().items():
            text = json.dumps(document)
            for sign in ("Fn::", '"Ref"', "${", "AWS::NoValue"):
                self.assertNotIn(sign, text, name)

    def test_the_key_of_seals_is_for_grants_role_alone(self):
        use, manage = made()["seal-key"]["Statement"]
        self.assertEqual(use["Principal"], {"AWS": "arn:aws:iam::111122223333:role/hourglass-Grant"})
        self.assertEqual(use["Action"], ["kms:GenerateMac", "kms:VerifyMac"])
        self.assertFalse({"kms:GenerateMac", "kms:VerifyMac", "kms:CreateGrant", "kms:*"} & set(manage["Action"]))
        role = "arn:aws:iam::111122223333:role/hourglass-GrantRole-1A2B"
        use = made(MADE | {"GrantRole.Arn": role})["seal-key"]["Statement"][0]
        self.assertEqual(use["Principal"], {"AWS": role})

    def test_grant_gets_its_key_once_there_is_one_and_nobody_else_does(self):
        without = made({name: arn for name, arn in MADE.items() if name != "SealKey.Arn"})
        self.assertNotIn("SEAL_KEY", without["Grant-environment"]["Variables"])
        found = made(parameters={"SealKeysOld": "arn:aws:kms:eu-central-1:111122223333:key/before"})
        variables = found["Grant-environment"]["Variables"]
        self.assertEqual(variables["SEAL_KEY"], MADE["SealKey.Arn"])
        self.assertEqual(variables["SEAL_KEYS_OLD"], "arn:aws:kms:eu-central-1:111122223333:key/before")
        self.assertEqual(found["Grant-function"]["Environment"], found["Grant-environment"])
        for name in ("Revoke", "Notify"):
            self.assertNotIn("SEAL_KEY", found[f"{name}-environment"]["Variables"])

    def test_no_other_function_has_the_rights_of_one(self):
        for name in documents.CORE:
            arn = f"arn:aws:lambda:eu-central-1:111122223333:function:hourglass-{name}"
            own = {"ArnNotLike": {"lambda:SourceFunctionArn": [arn, f"{arn}:*"]}, "Null": {"lambda:SourceFunctionArn": "false"}}
            denied = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": own}
            self.assertIn(denied, made()[f"{name}-rights"]["Statement"])

    def test_the_account_of_the_functions_is_lent_only_where_a_parameter_says_so(self):
        here = "arn:aws:sso:::account/111122223333"
        denied = {"Effect": "Deny", "Action": "sso:CreateAccountAssignment", "Resource": here}
        self.assertIn(denied, made()["Grant-rights"]["Statement"])
        for parameter in ("LendInOwnAccount", "LendInManagementAccount"):
            self.assertNotIn(here, json.dumps(made(parameters={parameter: "true"})["Grant-rights"]))

    def test_what_is_known_of_the_organization_and_its_key_narrows_and_widens(self):
        key = "arn:aws:kms:eu-central-1:444455556666:key/identity-center"
        found = made(parameters={"OrganizationId": "o-example1234", "IdentityCenterKeyArn": key})
        for name in ("Grant", "Revoke"):
            text = json.dumps(found[f"{name}-rights"])
            self.assertIn("arn:aws:organizations::*:ou/o-example1234/*", text)
            self.assertNotIn(":account/*", text.replace("sso:::account/*", ""))
            self.assertIn(key, text)
            self.assertLess(len(text.replace(" ", "")), LARGEST)
        self.assertIn("arn:aws:organizations::*:ou/*", json.dumps(made()["Grant-rights"]))

    def test_parameters_count(self):
        found = made(parameters={"Architecture": "arm64", "Fence": "off", "ProtectedAccounts": "444455556666"})
        self.assertEqual(found["Grant-function"]["Architectures"], ["arm64"])
        self.assertEqual(found["Grant-environment"]["Variables"]["PROTECTED_ACCOUNTS"], "444455556666")
        self.assertNotIn("sso:ProvisionPermissionSet", json.dumps(found["Revoke-rights"]))
        with self.assertRaises(SystemExit):
            made(parameters={"Nothing": "x"})

    def test_a_reservation_of_nothing_is_none(self):
        functions = template.load()["Resources"]
        for function, parameter, usual in (
            ("Revoke", "RevokeReservedConcurrency", "5"),
            ("Gateway", "GatewayMaximumConcurrency", "20"),
        ):
            value = functions[function]["Properties"]["ReservedConcurrentExecutions"]
            for given, wanted in ((None, usual), ("7", "7"), ("0", documents.ABSENT)):
                resolver = documents.Resolver(template.load(), PLACE, {} if given is None else {parameter: given}, MADE)
                self.assertEqual(resolver.value(value), wanted)

    def test_a_stack_may_have_a_key_that_is_not_its_own(self):
        value = template.load()["Resources"]["Grant"]["Properties"]["Environment"]["Variables"]["SEAL_KEY"]
        for given, wanted in (({}, MADE["SealKey.Arn"]), ({"SealKeyArn": "arn:aws:kms:x"}, "arn:aws:kms:x")):
            self.assertEqual(documents.Resolver(template.load(), PLACE, given, MADE).value(value), wanted)

    def test_what_is_not_known_yet_is_left_out_named_and_not_of_before(self):
        with tempfile.TemporaryDirectory() as folder:
            old = pathlib.Path(folder) / "Grant-rights.json"
            old.write_text("{}")
            told = io.StringIO()
            arguments = ["documents", "--account=111122223333", "--region=eu-central-1", f"--folder={folder}"]
            with mock.patch.object(sys, "argv", arguments), contextlib.redirect_stderr(told):
                self.assertEqual(documents.main(), 0)
            self.assertFalse(old.exists())
            self.assertIn("Grant-rights.json is not made: it needs --made AlertKey.Arn=", told.getvalue())
            self.assertIn("notify-stream.json is not made: it needs --made AuditTable.StreamArn=", told.getvalue())
            self.assertTrue((pathlib.Path(folder) / "state-table.json").exists())


class Page(unittest.TestCase):
    """docs/deploy.md, by hand: what scripts/test-by-hand runs."""

    def test_its_commands_use_every_document_and_no_other(self):
        page = "\n".join([*prove_by_hand.blocks("By hand"), *prove_by_hand.blocks("The key that seals requests")])
        for variable, values in (
            ("$FUNCTION", documents.CORE),
            ("$TABLE", ("state", "audit")),
            ("$SCHEDULE", ("Grant-Sweep", "Revoke-Sweep", "Revoke-Reconcile")),
        ):
            page = "\n".join(line.replace(variable, it) for line in page.splitlines() for it in values)
        named = {word.removesuffix(".json") for word in page.split("file://dist/documents/")[1:] for word in [word.split()[0]]}
        # Those two are for updates.
        self.assertEqual(made().keys() - named, {"Revoke-environment", "Notify-environment"})
        self.assertEqual(named - made().keys(), set())


if __name__ == "__main__":
    unittest.main()
