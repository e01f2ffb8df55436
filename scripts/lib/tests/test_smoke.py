# SPDX-License-Identifier: Apache-2.0
"""What scripts/smoke makes of the answers of a stack."""

import contextlib
import io
import json
import unittest
import unittest.mock

import smoke

WRONG = [{"setting": "POLICY_FILE", "problem": "the policy /var/task/policy.json is invalid"}]


def answer(status: int, **members: object) -> dict[str, object]:
    return {"statusCode": status, "body": json.dumps(members)}


class Asked(unittest.TestCase):
    def ask(self, given: dict[str, object]) -> tuple[bool, str]:
        with unittest.mock.patch.object(smoke, "invoke", return_value=given), contextlib.redirect_stdout(io.StringIO()) as out:
            return smoke.ask("Revoke sweeps", "Revoke", smoke.SWEEP, 200), out.getvalue()

    def test_what_answers_as_it_should_works(self):
        self.assertTrue(self.ask(answer(200, message="Process completed."))[0])
        self.assertFalse(self.ask(answer(503, error="no"))[0])

    def test_a_function_whose_settings_are_wrong_does_not_though_it_answers(self):
        holds, printed = self.ask(answer(200, message="Process completed.", setting_faults=WRONG))
        self.assertFalse(holds)
        self.assertIn("POLICY_FILE is wrong, and what needs it is not done: the policy /var/task/policy.json", printed)


if __name__ == "__main__":
    unittest.main()
