# SPDX-License-Identifier: Apache-2.0
"""The rules for who may write what to the ledger: that each of them notices when it is broken."""

import unittest
from collections.abc import Callable
from typing import Any

import check_ledger
import template

Statement = dict[str, Any]


def keys(statement: Statement) -> list[str]:
    return statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]


def attributes(statement: Statement) -> list[str]:
    return statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"]


def lose(*path: str) -> Callable[[Statement], None]:
    def change(statement: Statement) -> None:
        for name in path[:-1]:
            statement = statement[name]
        del statement[path[-1]]

    return change


def act(action: str) -> Callable[[Statement], None]:
    def change(statement: Statement) -> None:
        actions = statement["Action"]
        statement["Action"] = [*(actions if isinstance(actions, list) else [actions]), f"dynamodb:{action}"]

    return change


def any_item(statement: Statement) -> None:
    statement["Condition"] = {}


# One mistake each: the function, its statement, the change, and what is said of it.
MISTAKES: list[tuple[str, str, Callable[[Statement], Any], str]] = [
    ("Grant", "WriteBindings", act("DeleteItem"), "Grant may DeleteItem"),
    ("Grant", "WriteAroundBindings", act("DeleteItem"), "Grant may DeleteItem ended#"),
    ("Grant", "WriteRequests", act("DeleteItem"), "Grant may DeleteItem request#"),
    ("Grant", "WriteBindings", act("BatchWriteItem"), "past the conditions"),
    ("Grant", "WriteBindings", act("PartiQLInsert"), "past the conditions"),
    ("Grant", "WriteBindings", any_item, "writes items of every kind"),
    ("Grant", "WriteBindings", lose("Condition", "Null"), "holds where there is no dynamodb:LeadingKeys"),
    ("Grant", "WriteBindings", lambda it: keys(it).append("*#arn:*"), "Grant may PutItem fence#"),
    ("Grant", "WriteBindings", lambda it: keys(it).pop(), "Grant may not PutItem 1234567890-"),
    ("Grant", "NothingOfRevoke", lambda it: it.update(Effect="Allow"), "Grant may"),
    ("Grant", "WriteAroundBindings", lambda it: keys(it).append("sweep#*"), "Grant may PutItem sweep#lease"),
    ("Grant", "WriteAroundBindings", lambda it: keys(it).append("alerted#*"), "Grant may PutItem alerted#revoke"),
    ("Grant", "WriteAroundBindings", lambda it: keys(it).remove("alerted#grant"), "Grant may not PutItem alerted#grant"),
    ("Grant", "CountCustomSets", lose("Condition", "ForAllValues:StringEquals"), "Grant may UpdateItem customsets#live"),
    ("Grant", "CountCustomSets", lose("Condition", "Null", "dynamodb:Attributes"), "there is no dynamodb:Attributes"),
    ("Grant", "CountOpenRequests", lose("Condition", "ForAllValues:StringEquals"), "Grant may PutItem open#"),
    ("Grant", "WriteProgress", lambda it: attributes(it).append("due"), "Grant may PutItem requestsweep#last"),
    ("Grant", "CountOpenRequests", act("DeleteItem"), "Grant may DeleteItem open#"),
    ("Grant", "CountAttempts", lambda it: keys(it).append("request#*"), "Grant may ConditionCheckItem request#r1"),
    ("Grant", "CountAttempts", lose("Condition", "ForAllValues:StringEquals"), "Grant may PutItem attempts#"),
    ("Revoke", "CountAttempts", lambda it: keys(it).append("open#*"), "Revoke may"),
    ("Revoke", "CountAttempts", lambda it: attributes(it).append("due"), "Revoke may PutItem attempts#"),
    ("Grant", "AppendToAudit", lose("Condition"), "Grant may write audit records outside of transactions"),
    ("Grant", "AppendToAudit", act("UpdateItem"), "may do more to the audit table"),
    ("Revoke", "MoveLeases", act("PutItem"), "Revoke may PutItem request#r1"),
    ("Revoke", "MoveLeases", act("DeleteItem"), "Revoke may DeleteItem request#r1"),
    ("Revoke", "MoveLeases", lambda it: attributes(it).append("seal"), "Revoke may UpdateItem request#r1"),
    ("Revoke", "MoveLeases", lambda it: attributes(it).append("approvals"), "Revoke may UpdateItem request#r1"),
    ("Revoke", "MoveLeases", lambda it: attributes(it).remove("due"), "Revoke may not UpdateItem request#r1"),
    ("Revoke", "MoveLeases", lose("Condition", "ForAllValues:StringEquals"), "Revoke may UpdateItem request#r1"),
    ("Revoke", "MoveLeases", lose("Condition", "Null"), "there is no dynamodb:"),
    ("Revoke", "MoveLeases", lambda it: keys(it).append("*#*"), "Revoke may UpdateItem"),
    ("Revoke", "WriteOwn", lambda it: keys(it).append("*"), "Revoke may PutItem something#else"),
    ("Revoke", "WriteOwn", lambda it: keys(it).append("request#*"), "Revoke may PutItem request#r1"),
    ("Revoke", "NothingThatDecides", lambda it: it.update(Effect="Allow"), "Revoke may"),
    ("Revoke", "NothingThatDecides", lambda it: it.update(Action="dynamodb:DeleteItem"), "Revoke may PutItem request#-"),
    ("Revoke", "AppendToAudit", lose("Condition", "ForAllValues:StringEquals"), "audit records with request_digest"),
    ("Revoke", "AppendToAudit", lambda it: attributes(it).append("level"), "audit records with level"),
    ("Revoke", "AppendToAudit", lambda it: attributes(it).remove("hash"), "may not put anything on record"),
    ("Revoke", "AppendToAudit", lose("Condition", "StringEquals"), "outside of transactions"),
    ("Revoke", "AppendToAudit", act("DeleteItem"), "may do more to the audit table"),
]


class Ledger(unittest.TestCase):
    def definition(self, function: str, sid: str, change: Callable[[Statement], Any]) -> dict[str, Any]:
        definition = template.load()
        policies = definition["Resources"][f"{function}Role"]["Properties"]["Policies"]
        record = next(it for it in policies if it.get("PolicyName") == "Record")["PolicyDocument"]["Statement"]
        change(next(it for it in record if it["Sid"] == sid))
        return definition

    def test_the_template_keeps_them(self):
        self.assertEqual(list(check_ledger.problems(template.load())), [])

    def test_each_mistake_is_noticed(self):
        for function, sid, change, said in MISTAKES:
            with self.subTest(function=function, sid=sid, said=said):
                found = list(check_ledger.problems(self.definition(function, sid, change)))
                self.assertTrue(any(said in it for it in found), found or "not noticed")

    def test_the_rights_of_before_are_noticed(self):
        definition = template.load()
        common = definition["Resources"]["CommonPolicy"]["Properties"]["PolicyDocument"]["Statement"]
        write = [f"dynamodb:{name}" for name in ("PutItem", "UpdateItem", "DeleteItem")]
        common.append({"Effect": "Allow", "Action": write, "Resource": {"Fn::GetAtt": "StateTable.Arn"}})
        found = list(check_ledger.problems(definition))
        for said in ("writes items of every kind", "Revoke may UpdateItem request#r1", "Grant may DeleteItem"):
            self.assertTrue(any(said in it for it in found), said)


if __name__ == "__main__":
    unittest.main()
