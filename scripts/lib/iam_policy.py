# SPDX-License-Identifier: Apache-2.0
"""What IAM decides by the statements of one role: the part of its logic that this template uses, and an error for any other.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import functools
import re
from typing import Any

Statement = dict[str, Any]
# A key that a request does not have is not in it.
Context = dict[str, list[str]]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@functools.cache
def compiled(pattern: str, flags: int) -> re.Pattern[str]:
    parts = (".*" if it == "*" else "." if it == "?" else re.escape(it) for it in re.split(r"([*?])", pattern))
    return re.compile("".join(parts), flags | re.DOTALL)


def like(value: str, pattern: str, flags: int = 0) -> bool:
    """Whether `value` fits a pattern, in which `*` is any text and `?` any character."""
    return compiled(pattern, flags).fullmatch(value) is not None


def is_allowed(statements: list[Statement], action: str, resource: str, context: Context) -> bool:
    """No deny applies, and an allow does."""
    effects = {it["Effect"] for it in statements if applies(it, action, resource, context)}
    return effects == {"Allow"}


def applies(statement: Statement, action: str, resource: str, context: Context) -> bool:
    unknown = set(statement) - {"Sid", "Effect", "Action", "Resource", "Condition"}
    if unknown:
        raise ValueError(f"{sorted(unknown)} of a statement are not understood here")
    return (
        any(like(action, it, re.IGNORECASE) for it in listed(statement["Action"]))
        and any(like(resource, it) for it in listed(statement["Resource"]))
        and all(
            holds(operator, context.get(key), [str(it) for it in listed(wanted)])
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


def holds(operator: str, values: list[str] | None, wanted: list[str]) -> bool:
    """Whether one condition holds. All values of a policy are alternatives."""
    if operator == "Null":
        return (values is None) == (wanted[0].lower() == "true")
    quantifier, _, name = operator.rpartition(":")
    if name.endswith("IfExists"):
        if values is None:
            return True
        name = name.removesuffix("IfExists")
    if operator == "ArnNotLike":
        # Holds where there is no key, too.
        return not holds("ArnLike", values, wanted)
    compare = {"StringEquals": lambda value, it: value == it, "StringLike": like, "ArnLike": like}.get(name)
    if compare is None or quantifier not in ("", "ForAllValues", "ForAnyValue"):
        raise ValueError(f"the operator {operator} is not understood here")
    fits = [any(compare(value, it) for it in wanted) for value in values or []]
    if quantifier == "ForAllValues":
        # Of no value at all, all fit.
        return all(fits)
    if quantifier == "ForAnyValue":
        return any(fits)
    return len(fits) == 1 and fits[0]
