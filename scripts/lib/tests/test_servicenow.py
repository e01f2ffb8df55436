# SPDX-License-Identifier: Apache-2.0
"""The stand-in of ServiceNow refuses what the real one refuses."""

import base64
import json
import pathlib
import tempfile
import unittest

from servicenow import Instance, Tickets

SAMPLE = pathlib.Path(__file__).resolve().parents[3] / "scripts/lib/servicenow-tickets.json"
CHANGE = "/api/now/table/change_request"
FIELDS = "sysparm_display_value=all&sysparm_fields=number,active,state,end_date,assigned_to.email"


def basic(user: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(user.encode()).decode()}


class TableAPI(unittest.TestCase):
    def setUp(self) -> None:
        self.instance = Instance(Tickets(SAMPLE), "hourglass:local")

    def get(self, target: str, user: str = "hourglass:local") -> tuple[int, object]:
        status, value, _ = self.instance.answer("GET", target, basic(user), b"")
        return status, value

    def test_a_ticket_has_the_fields_that_were_asked_for_stored_and_shown(self) -> None:
        status, value = self.get(f"{CHANGE}?sysparm_query=number%3DCHG0030001&{FIELDS}")
        self.assertEqual(status, 200)
        self.assertEqual(
            value,
            {
                "result": [
                    {
                        "number": {"value": "CHG0030001", "display_value": "CHG0030001"},
                        "active": {"value": "true", "display_value": "true"},
                        "state": {"value": "-1", "display_value": "Implement"},
                        "end_date": {"value": "2036-01-01 00:00:00", "display_value": "2036-01-01 10:00:00"},
                        "assigned_to.email": {"value": "ada@example.com", "display_value": "ada@example.com"},
                    }
                ]
            },
        )

    def test_a_number_of_another_table_is_not_found(self) -> None:
        for number in ("INC0010001", "CHG9999999"):
            self.assertEqual(self.get(f"{CHANGE}?sysparm_query=number%3D{number}&{FIELDS}"), (200, {"result": []}))

    def test_the_file_is_read_anew(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "tickets.json"
            facts = json.loads(SAMPLE.read_text())
            path.write_text(json.dumps(facts))
            self.instance = Instance(Tickets(path), "hourglass:local")
            facts["tickets"]["CHG0030001"]["active"] = False
            path.write_text(json.dumps(facts))
            _, value = self.get(f"{CHANGE}?sysparm_query=number%3DCHG0030001&{FIELDS}")
            self.assertEqual(value["result"][0]["active"]["value"], "false")

    def test_what_the_real_one_refuses_is_refused(self) -> None:
        query = f"{CHANGE}?sysparm_query=number%3DCHG0030001"
        self.assertEqual(self.get(query, "hourglass:other")[0], 401)
        self.assertEqual(self.instance.answer("GET", query, {}, b"")[0], 401)
        self.assertEqual(self.get("/api/now/table/sys_user?sysparm_query=number%3DCHG1")[0], 400)
        self.assertEqual(self.get(f"{CHANGE}?sysparm_query=active%3Dtrue")[0], 400)
        self.assertEqual(self.instance.answer("DELETE", CHANGE, basic("hourglass:local"), b"")[0], 405)
        trouble = Instance(Tickets(SAMPLE), "hourglass:local", 503)
        self.assertEqual(trouble.answer("GET", query, basic("hourglass:local"), b"")[0], 503)

    def test_only_work_notes_are_written(self) -> None:
        target = f"{CHANGE}/{Tickets.sys_id('CHG0030001')}"
        headers = basic("hourglass:local") | {"content-type": "application/json"}

        def patch(body: str, target: str = target, headers: dict[str, str] = headers) -> int:
            return self.instance.answer("PATCH", target, headers, body.encode())[0]

        self.assertEqual(patch('{"work_notes": "Access granted"}'), 200)
        self.assertEqual(self.instance.tickets.notes, {"CHG0030001": ["Access granted"]})
        self.assertEqual(patch('{"state": "3"}'), 403)
        self.assertEqual(patch("{"), 400)
        self.assertEqual(patch("[]"), 400)
        self.assertEqual(patch('{"work_notes": "x"}', f"{CHANGE}/{'0' * 32}"), 404)
        self.assertEqual(patch('{"work_notes": "x"}', headers=basic("hourglass:local")), 415)


if __name__ == "__main__":
    unittest.main()
