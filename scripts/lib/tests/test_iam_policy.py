# SPDX-License-Identifier: Apache-2.0
"""What IAM decides, as far as it is done here."""

import unittest

from iam_policy import holds, is_allowed, like


class Conditions(unittest.TestCase):
    def test_each_operator(self):
        for operator, values, wanted, expected in (
            ("StringEquals", ["a"], ["a", "b"], True),
            ("StringEquals", ["A"], ["a"], False),
            ("StringEquals", None, ["a"], False),
            ("StringEqualsIfExists", None, ["a"], True),
            ("StringEqualsIfExists", ["b"], ["a"], False),
            ("StringLike", ["request#r/1"], ["request#*"], True),
            ("StringLike", ["a\nb"], ["a*b"], True),
            ("ForAllValues:StringLike", ["request#1", "x"], ["request#*"], False),
            ("ForAllValues:StringLike", ["request#1", "request#2"], ["request#*"], True),
            # Of nothing, all fit: so a policy must demand with Null that there is something.
            ("ForAllValues:StringEquals", None, ["a"], True),
            ("ForAllValues:StringEquals", [], ["a"], True),
            ("ForAnyValue:StringLike", ["x", "request#2"], ["request#*"], True),
            ("ForAnyValue:StringLike", None, ["*"], False),
            ("ArnNotLike", ["arn:a:x"], ["arn:a", "arn:a:*"], False),
            ("ArnNotLike", ["arn:ab"], ["arn:a", "arn:a:*"], True),
            ("ArnNotLike", None, ["arn:a"], True),
            ("Null", None, ["false"], False),
            ("Null", ["a"], ["false"], True),
            ("Null", None, ["true"], True),
        ):
            with self.subTest(operator=operator, values=values):
                self.assertEqual(holds(operator, values, wanted), expected)

    def test_what_is_not_understood_is_an_error_and_no_permission(self):
        for operator in ("DateGreaterThan", "ForEachValue:StringEquals"):
            with self.assertRaises(ValueError):
                holds(operator, ["a"], ["a"])
        with self.assertRaises(ValueError):
            is_allowed([{"Effect": "Allow", "NotAction": "x", "Action": "*", "Resource": "*"}], "a:b", "*", {})

    def test_patterns_have_two_special_characters(self):
        self.assertTrue(like("a.c", "a.?"))
        self.assertFalse(like("abc", "a.c"))
        self.assertFalse(like("ab", "a??"))
        self.assertFalse(like("[a]", "[a-z]"))


class Decisions(unittest.TestCase):
    def test_a_deny_wins_and_without_an_allow_nothing_is_allowed(self):
        allow = {"Effect": "Allow", "Action": "dynamodb:*Item", "Resource": "arn:*:table/state"}
        deny = {"Effect": "Deny", "Action": "dynamodb:DeleteItem", "Resource": "*"}
        self.assertTrue(is_allowed([allow], "dynamodb:PutItem", "arn:aws:x:table/state", {}))
        self.assertTrue(is_allowed([deny, allow], "DynamoDB:putitem", "arn:aws:x:table/state", {}))
        self.assertFalse(is_allowed([allow, deny], "dynamodb:DeleteItem", "arn:aws:x:table/state", {}))
        self.assertFalse(is_allowed([allow], "dynamodb:PutItem", "arn:aws:x:table/State", {}))
        self.assertFalse(is_allowed([], "dynamodb:PutItem", "arn:aws:x:table/state", {}))


if __name__ == "__main__":
    unittest.main()
