# SPDX-License-Identifier: Apache-2.0
"""Checks how template.yaml keeps apart what the functions may write to the ledger.

Two ways, because each finds what the other cannot: the statements are read (which actions, on what, with which conditions),
and every kind of item is asked of them as IAM would be asked, with calls that must be allowed and calls that must not.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

import iam_policy
import role_statements
from iam_policy import Context, listed

WRITES = {
    f"dynamodb:{name}"
    for name in (
        *("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"),
        *("ImportTable", "RestoreTableToPointInTime", "UpdateTable", "DeleteTable", "UpdateTimeToLive"),
    )
}
ITEM_WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}
STATE, AUDIT = "table/jit-access-state", "table/jit-access-audit"
TRANSACTION = {"dynamodb:EnclosingOperation": ["TransactWriteItems"]}

SET = "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef"
USER = "0b8a1f5e-7c55-4d0e-9a43-1d2f6f9f2f10"
BINDING = f"{USER}#111122223333#{SET}"
OTHER_BINDING = f"1234567890-{BINDING}"
# What is a key of a request and fits the form of a binding's.
DISGUISED = f"request#-7c55-4d0e-9a43-1d2f6f9f2f10#111122223333#{SET}"
LEASE = ["lease_status", "expires_at", "usable_from", "last_credential_at", "failure", "due", "due_at"]
DECIDES = [
    *("seal", "definition_seal", "status", "digest", "approvals", "user_id", "account_id", "permission_set_arn", "level"),
    *("starts_at", "times_out_at", "policy_rule", "rule_digest", "policy_hash", "access_path", "version", "request_id"),
]
RECORD_DECIDES = [
    *("request_digest", "policy_rule", "level", "custom_permission_set", "duration_seconds", "start_at", "approver"),
    *("chain_began_at", "approvals_needed"),
]
PLAIN_RECORD = ["request_id", "sequence", "action", "status", "timestamp", "day", "hash", "previous_hash", "user_id"]


@dataclasses.dataclass(frozen=True)
class Case:
    """A write, and which functions may do it."""

    action: str
    key: str
    allowed: tuple[str, ...]
    attributes: tuple[str, ...] = ("assignment_id",)


BOTH = ("Grant", "Revoke")
ATTEMPTS = ("assignment_id", "counted_hour", "refusals")
CASES = [
    *(Case("PutItem", key, BOTH) for key in (BINDING, OTHER_BINDING, f"ended#{BINDING}", "custom#r1")),
    *(Case("DeleteItem", key, ("Revoke",)) for key in (BINDING, OTHER_BINDING, f"ended#{BINDING}", "custom#r1")),
    *(Case("PutItem", key, ("Revoke",)) for key in (f"fence#{BINDING}#1", f"fences#{SET}", "sweep#lease")),
    *(Case("DeleteItem", key, ("Revoke",)) for key in (f"fence#{BINDING}#1", f"fences#{SET}", "sweep#lease")),
    *(Case("PutItem", key, ("Revoke",)) for key in ("reconcile#last", "search#leases", "search#published")),
    *(Case("PutItem", f"alerted#{function.lower()}", (function,)) for function in BOTH),
    *(Case(action, f"alerted#{it}", ()) for action in ("UpdateItem", "DeleteItem") for it in ("grant", "revoke", "x")),
    *(Case("DeleteItem", key, ()) for key in ("reconcile#last", "search#leases", "search#published", "customsets#live")),
    *(Case("UpdateItem", key, ()) for key in (BINDING, "custom#r1", f"ended#{BINDING}", "reconcile#last")),
    *(Case("PutItem", key, ("Grant",)) for key in ("request#r1", "marks#requests", DISGUISED)),
    *(Case("DeleteItem", key, ()) for key in ("request#r1", "marks#requests", DISGUISED)),
    *(Case("UpdateItem", "request#r1", BOTH, ("assignment_id", it)) for it in LEASE),
    *(Case("UpdateItem", "request#r1", ("Grant",), ("assignment_id", "lease_status", it)) for it in DECIDES),
    Case("PutItem", "customsets#live", ()),
    Case("UpdateItem", "customsets#live", BOTH, ("assignment_id", "live_sets")),
    Case("UpdateItem", "customsets#live", (), ("assignment_id", "live_sets", "due")),
    Case("PutItem", "requestsweep#last", ("Grant",), ("assignment_id", "row_key", "row_due_at")),
    Case("PutItem", "requestsweep#last", (), ("assignment_id", "row_key", "due")),
    Case("DeleteItem", "requestsweep#last", ()),
    *(Case(it, "open#person:u1", ("Grant",), ("assignment_id", "open_requests")) for it in ("PutItem", "UpdateItem")),
    *(Case(it, "open#person:u1", (), ("assignment_id", "open_requests", "due")) for it in ("PutItem", "UpdateItem")),
    *(Case(it, "attempts#person:u1", BOTH, ATTEMPTS) for it in ("PutItem", "UpdateItem")),
    *(Case(it, "attempts#person:u1", (), (*ATTEMPTS, "due")) for it in ("PutItem", "UpdateItem")),
    *(Case(it, "open#person:u1", (), ATTEMPTS) for it in ("PutItem", "UpdateItem")),
    *(Case("DeleteItem", key, ()) for key in ("open#person:u1", "attempts#person:u1")),
    Case("ConditionCheckItem", "attempts#person:u1", ("Grant",), ATTEMPTS),
    *(Case("ConditionCheckItem", key, ()) for key in ("request#r1", BINDING, "open#person:u1")),
    *(Case(action, "something#else", ()) for action in ("PutItem", "UpdateItem", "DeleteItem")),
]


def problems(definition: dict[str, Any]) -> Iterator[str]:
    for function in BOTH:
        granted = role_statements.about_tables(definition, function)
        for statement in granted:
            yield from problems_of_statement(function, statement)
        yield from problems_of_state(function, granted)
        yield from problems_of_audit(function, granted)


def problems_of_statement(function: str, statement: dict[str, Any]) -> Iterator[str]:
    """What no single call would show."""
    if statement["Effect"] == "Deny":
        return
    sid, actions = statement.get("Sid", "without a Sid"), listed(statement["Action"])
    condition = statement.get("Condition", {})
    for quantified, keys in condition.items():
        for key in keys if quantified.startswith("ForAllValues:") else ():
            if str(condition.get("Null", {}).get(key)).lower() != "false":
                yield f"{function}'s {sid} holds where there is no {key} at all"
    writes = WRITES.intersection(actions)
    if not writes:
        return
    if writes - ITEM_WRITES:
        yield f"{function}'s {sid} writes past the conditions for items: {sorted(writes - ITEM_WRITES)}"
    for resource in listed(statement["Resource"]):
        if AUDIT in resource:
            if writes != {"dynamodb:PutItem"}:
                yield f"{function} may do more to the audit table than add to it and read it: {sorted(writes)}"
        elif "dynamodb:LeadingKeys" not in condition.get("ForAllValues:StringLike", {}):
            yield f"{function}'s {sid} writes items of every kind"


def may(granted: list[dict[str, Any]], action: str, table: str, context: Context) -> bool:
    arn = f"arn:aws:dynamodb:eu-central-1:111122223333:{table}"
    return iam_policy.is_allowed(granted, f"dynamodb:{action}", arn, context)


def problems_of_state(function: str, granted: list[dict[str, Any]]) -> Iterator[str]:
    # What is not allowed must not hang on a deny alone, but for keys that only a deny can tell from others.
    allows = [it for it in granted if it["Effect"] == "Allow"]
    for case in CASES:
        keys = {"dynamodb:LeadingKeys": [case.key], "dynamodb:Attributes": list(case.attributes)}
        # Neither alone nor in a transaction may it depend on the other.
        for context in (keys, keys | TRANSACTION):
            allowed = may(granted if case.key == DISGUISED else allows, case.action, STATE, context)
            if allowed != (function in case.allowed):
                yield f"{function} may {'' if allowed else 'not '}{case.action} {case.key} with {list(case.attributes)}"
                break
    for action in ITEM_WRITES:
        if may(granted, action.split(":")[1], STATE, {}):
            yield f"{function} may {action} where nothing tells which item it is"


def problems_of_audit(function: str, granted: list[dict[str, Any]]) -> Iterator[str]:
    # A trail that cannot be continued has a successor, which says so.
    successor = [*PLAIN_RECORD, "about", "continues_because", "continues_sequence", "continues_hash"]
    keys = {"dynamodb:LeadingKeys": ["successor:/r1/i.1"], "dynamodb:Attributes": successor}
    if not may(granted, "PutItem", AUDIT, keys | TRANSACTION):
        yield f"{function} may not continue a trail in another"
    plain: Context = {"dynamodb:LeadingKeys": ["r1"], "dynamodb:Attributes": PLAIN_RECORD}
    if not may(granted, "PutItem", AUDIT, plain | TRANSACTION):
        yield f"{function} may not put anything on record"
    if may(granted, "PutItem", AUDIT, plain):
        yield f"{function} may write audit records outside of transactions"
    for attribute in RECORD_DECIDES:
        context = plain | TRANSACTION | {"dynamodb:Attributes": [*PLAIN_RECORD, attribute]}
        allowed = may(granted, "PutItem", AUDIT, context)
        if allowed != (function == "Grant"):
            yield f"{function} may {'' if allowed else 'not '}write audit records with {attribute}"
