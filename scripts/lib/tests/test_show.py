# SPDX-License-Identifier: Apache-2.0
"""Reading what the functions answer and record."""

import decimal
import hashlib
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
        self.records = []
        previous = "0" * 64
        for number in (1, 2, 3):
            record = {"sequence": decimal.Decimal(number), "previous_hash": previous, "reason": "Zoë's « über » / ok"}
            previous = record["hash"] = ledger.digest(record)
            self.records.append(record)

    def test_it_holds_for_whole_trails(self):
        self.assertTrue(ledger.is_chained(self.records))

    def test_the_hash_is_that_of_the_canonical_json(self):
        canonical = '{"expires_at":1795230421,"previous_hash":"0","reason":"a/b","sequence":1}'
        record = {"sequence": decimal.Decimal(1), "reason": "a/b", "expires_at": decimal.Decimal(1795230421)}
        record |= {"previous_hash": "0", "hash": "not part of it"}
        self.assertEqual(ledger.digest(record), hashlib.sha256(canonical.encode()).hexdigest())

    def test_it_breaks_when_a_record_is_missing_changed_or_without_a_hash(self):
        self.assertFalse(ledger.is_chained([self.records[0], self.records[2]]))
        self.assertFalse(ledger.is_chained(self.records[1:]))
        for change in ({"reason": "another"}, {"hash": "0" * 64}, {"previous_hash": "0" * 64}, {"hash": None}):
            self.setUp()
            self.records[1] |= change
            self.assertFalse(ledger.is_chained(self.records), change)


class Moments(unittest.TestCase):
    def test_numbers_and_texts_become_the_same_utc_time(self):
        for value in (1768467600, decimal.Decimal(1768467600), "2026-01-15T09:00:00Z", "2026-01-15T10:00:00.5+01:00"):
            self.assertEqual(tables.moment(value), "2026-01-15 09:00:00")

    def test_nothing_and_what_is_no_time_stay_as_they_are(self):
        self.assertEqual(tables.moment(None), "")
        self.assertEqual(tables.moment("soon"), "soon")


if __name__ == "__main__":
    unittest.main()
