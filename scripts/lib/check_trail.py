# SPDX-License-Identifier: Apache-2.0
"""Checks the hash chains of audit trails, with nothing but what the documentation says about them.

Reads a JSON array of trails, each an array of records in their order, and prints what is wrong, a line each.
"""

import hashlib
import json
import sys
from typing import Any

FIRST = "0" * 64


def canonical(record: dict[str, Any]) -> bytes:
    """RFC 8785 (JCS), which for strings and whole numbers is this."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def problems(trail: list[dict[str, Any]]) -> list[str]:
    found = []
    previous_hash = FIRST
    for place, record in enumerate(trail, start=1):
        name = f"{record.get('request_id')} record {place}"
        if record.get("sequence") != place:
            found.append(f"{name}: its sequence is {record.get('sequence')}")
        if record.get("previous_hash") != previous_hash:
            found.append(f"{name}: it does not follow the record before it")
        rest = {key: value for key, value in record.items() if key != "hash"}
        if any(value is None for value in rest.values()):
            found.append(f"{name}: it has a value that is neither a string nor a whole number")
        if record.get("hash") != hashlib.sha256(canonical(rest)).hexdigest():
            found.append(f"{name}: its hash is not that of its contents")
        previous_hash = record.get("hash")
    return found


def main() -> None:
    trails = json.load(sys.stdin)
    if not trails or not all(trails):
        print("there is no record to check")
    for trail in trails:
        for problem in problems(trail):
            print(problem)


if __name__ == "__main__":
    main()
