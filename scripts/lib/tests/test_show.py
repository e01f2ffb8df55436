# SPDX-License-Identifier: Apache-2.0
"""Reading what the functions answer and record."""

import decimal
import json
import unittest

import ledger
import tables


class Answers(unittest.TestCase):
    def test_the_answer_is_found_among_other_output_and_its_body_unfolded(self):
        body = {"message": "Access granted successfully", "expires_at": "2026-01-15T09:00:00Z"}
        printed = 'Invoking {Grant}\n{"level": "INFO"}\n' + json.dumps({"statusCode": 200, "body": json.dumps(body)}, indent=2)
        self.assertEqual(ledger.answer(printed), {"statusCode": 200} | body)

    def test_there_is_none_in_an_error(self):
        self.assertIsNone(ledger.answer('{"errorMessage": "Runtime exited", "errorType": "Runtime.ExitError"}'))


class Chain(unittest.TestCase):
    def setUp(self):
        self.records = [
            {"sequence": decimal.Decimal(number), "hash": f"h{number}", "previous_hash": f"h{number - 1}"}
            for number in (1, 2, 3)
        ]

    def test_it_holds_when_each_record_names_the_hash_before(self):
        self.assertTrue(ledger.is_chained(self.records))

    def test_it_breaks_when_a_record_is_missing_changed_or_without_a_hash(self):
        self.assertFalse(ledger.is_chained([self.records[0], self.records[2]]))
        self.records[1]["hash"] = "forged"
        self.assertFalse(ledger.is_chained(self.records))
        self.setUp()
        del self.records[2]["hash"]
        self.assertFalse(ledger.is_chained(self.records))


class Moments(unittest.TestCase):
    def test_numbers_and_texts_become_the_same_utc_time(self):
        for value in (1768467600, decimal.Decimal(1768467600), "2026-01-15T09:00:00Z", "2026-01-15T10:00:00.5+01:00"):
            self.assertEqual(tables.moment(value), "2026-01-15 09:00:00")

    def test_nothing_and_what_is_no_time_stay_as_they_are(self):
        self.assertEqual(tables.moment(None), "")
        self.assertEqual(tables.moment("soon"), "soon")


if __name__ == "__main__":
    unittest.main()
