# SPDX-License-Identifier: Apache-2.0
"""What scripts/deploy fills in by itself: which accounts are protected, and how many of the account's concurrent executions
Revoke keeps and the Gateway may use at most.

Prints the arguments for `sam deploy`, each ended by a zero byte, or, with --place, those for scripts/smoke; what it found it says on standard error. It needs Python
and the AWS CLI alone, and only reads.
"""

import argparse
import dataclasses
import json
import pathlib
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10 has it in pip alone.
    from pip._vendor import tomli as tomllib

OVERRIDES = "--parameter-overrides"
PROTECTED = "ProtectedAccounts"
REVOKE, GATEWAY = "RevokeReservedConcurrency", "GatewayMaximumConcurrency"
# As the template has them; the first is served first.
WANTED = {REVOKE: 5, GATEWAY: 20}
# Which output tells that the stack has the function.
OUTPUTS = {REVOKE: "RevokeFunction", GATEWAY: "GatewayFunction"}
# Lambda refuses a reservation that leaves less than this to the functions without one.
LEFT_TO_OTHERS = 100
QUOTA = "L-B99A9384"


class Trouble(Exception):
    """What an AWS call was refused for, in a line."""


Parameters = dict[str, str]
Ask = Callable[..., dict[str, Any]]


# ------------------------------------------------------------------------------------------------------------ arguments


def parsed(tokens: list[str]) -> Parameters:
    """`Name=value ...` as the SAM CLI takes it, in one argument or in several."""
    found = {}
    for pair in (part for token in tokens for part in shlex.split(token)):
        name, sign, value = pair.partition("=")
        if name == "ParameterKey" and (long := re.fullmatch(r"([A-Za-z0-9]+),ParameterValue=(.*)", value, re.DOTALL)):
            name, value = long[1], long[2]
        if not sign or not re.fullmatch("[A-Za-z0-9]+", name):
            raise SystemExit(f"{OVERRIDES} takes Name=value, and {pair!r} is not of that form")
        found[name] = value
    return found


def written(name: str, value: str) -> str:
    # The SAM CLI takes a backslash for itself, but before a quote.
    quoted = value.replace('"', '\\"')
    return f'{name}={value}' if re.fullmatch(r"[\w.,:/@+=-]+", value) else f'{name}="{quoted}"'


def split(arguments: list[str]) -> tuple[Parameters | None, list[str]]:
    """The parameters among the arguments, None if there are none, and the other arguments."""
    tokens: list[str] | None = None
    others, taking = [], False
    for argument in arguments:
        if argument == OVERRIDES or argument.startswith(OVERRIDES + "="):
            tokens, taking = [], True
            if "=" in argument:
                tokens.append(argument.partition("=")[2])
        elif taking and not argument.startswith("-"):
            tokens.append(argument)
        else:
            taking = False
            others.append(argument)
    return (None if tokens is None else parsed(tokens)), others


def option(arguments: list[str], name: str) -> str | None:
    """The value of an option; the last one counts."""
    value = None
    for at, argument in enumerate(arguments):
        if argument == name and at + 1 < len(arguments):
            value = arguments[at + 1]
        elif argument.startswith(name + "="):
            value = argument.partition("=")[2]
    return value


def kept(file: pathlib.Path, environment: str) -> dict[str, Any]:
    """The settings of `sam deploy` in samconfig.toml."""
    if not file.exists():
        return {}
    settings = tomllib.loads(file.read_text()).get(environment, {})
    return {
        key: value
        for command in ("global", "deploy")
        for key, value in settings.get(command, {}).get("parameters", {}).items()
    }


# --------------------------------------------------------------------------------------------------- what AWS has to say


def ask(*words: str) -> dict[str, Any]:
    """What the AWS CLI answers; it reads all pages.

    Raises Trouble with the last line of what it says instead.
    """
    try:
        done = subprocess.run(["aws", *words, "--output", "json"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Trouble("the AWS CLI is not installed") from None
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["it gave no reason"]
        raise Trouble(lines[-1])
    return json.loads(done.stdout or "{}")


@dataclasses.dataclass
class Deployed:
    """The stack as it is; nothing at all before the first deployment."""

    parameters: Parameters = dataclasses.field(default_factory=dict)
    outputs: set[str] = dataclasses.field(default_factory=set)

    def reserved(self, name: str) -> int:
        """What one of its functions has of the account's concurrency now."""
        return number(self.parameters.get(name)) if OUTPUTS[name] in self.outputs else 0


def number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def deployed(ask: Ask, stack: str, region: list[str]) -> Deployed:
    try:
        found = ask("cloudformation", "describe-stacks", "--stack-name", stack, *region)["Stacks"][0]
    except Trouble as trouble:
        if "does not exist" in str(trouble):
            return Deployed()
        raise
    return Deployed(
        {it["ParameterKey"]: it.get("ParameterValue", "") for it in found.get("Parameters", [])},
        {it["OutputKey"] for it in found.get("Outputs", [])},
    )


def delegated(ask: Ask) -> list[tuple[str, str]]:
    """The accounts to which the administration of a service is delegated, with their names."""
    found = ask("organizations", "list-delegated-administrators")["DelegatedAdministrators"]
    return sorted((it["Id"], it.get("Name", "")) for it in found)


# ------------------------------------------------------------------------------------------------------------- decisions


def protected(known: str, administrators: list[tuple[str, str]]) -> str:
    """Those that are set already stay: somebody may have set more than the administrators."""
    return ",".join(sorted({it for it in known.split(",") if it} | {account for account, _ in administrators}))


def concurrency(limit: int, unreserved: int, own: int, wanted: dict[str, int]) -> dict[str, int]:
    """What is wanted where Lambda allows it, and 0, which reserves nothing, where it would refuse.

    `own` is what the stack has reserved already, which counts as free.
    """
    free = min(unreserved + own, limit) - LEFT_TO_OTHERS
    found = {}
    for name, value in wanted.items():
        found[name] = value if value <= free else 0
        free -= found[name]
    return found


def settle_accounts(ask: Ask, known: str) -> Iterator[tuple[str, str]]:
    """Yields what to set, and says what it is."""
    try:
        administrators = delegated(ask)
    except Trouble as trouble:
        say(f"- Organizations was not asked for its delegated administrators: {trouble}")
        say(f"  {PROTECTED} stays {known or 'empty'}. Name them there yourself: docs/deploy.md, Protected accounts")
        return
    value = protected(known, administrators)
    for account, name in administrators:
        say(f"✓ {account} is protected: a service's administration is delegated to it ({plain(name)})")
    for account in sorted(set(value.split(",")) - {account for account, _ in administrators} - {""}):
        say(f"✓ {account} is protected: {PROTECTED} names it")
    if not value:
        say("✓ No account administers a service for the organization but the management account")
    yield PROTECTED, value


def settle_concurrency(ask: Ask, region: list[str], stack: Deployed, known: Parameters) -> Iterator[tuple[str, str]]:
    """Yields what to set, and says why it is not what is wanted."""
    try:
        limits = ask("lambda", "get-account-settings", *region)["AccountLimit"]
    except Trouble as trouble:
        say(f"- Lambda was not asked how much it may run at once: {trouble}")
        say(f"  {REVOKE} and {GATEWAY} stay what they are. If Lambda refuses them, set them to 0.")
        return
    limit, unreserved = limits["ConcurrentExecutions"], limits["UnreservedConcurrentExecutions"]
    # A 0 in the stack alone was put there because there was no room; one that somebody wrote down is meant.
    wanted = {
        name: number(known[name]) if name in known else number(stack.parameters.get(name)) or usual
        for name, usual in WANTED.items()
        # CloudFormation says what is wrong with it.
        if known.get(name, "0").isdecimal()
    }
    found = concurrency(limit, unreserved, sum(map(stack.reserved, WANTED)), wanted)
    short = [name for name in found if found[name] < wanted[name]]
    for name, value in found.items():
        yield name, str(value)
        if name in short:
            say(f"- {name} is set to 0 instead of {wanted[name]}, which Lambda would refuse")
        else:
            say(f"✓ {name} is {value}{'' if value else ': none'}")
    if short:
        say(
            f"  Lambda runs at most {limit} at once in this account and region, {unreserved} of them unreserved, and\n"
            f"  {LEFT_TO_OTHERS} must stay so. Until there are more, a burst of other calls can keep sweeps waiting, and\n"
            "  access ends late. Ask for more of the quota \"Concurrent executions\", and deploy again when you have it:\n"
            "    aws service-quotas request-service-quota-increase --service-code lambda \\\n"
            f"      --quota-code {QUOTA} --desired-value {max(1000, limit + LEFT_TO_OTHERS)}{' '.join(['', *region])}"
        )


def plain(text: str) -> str:
    return "".join(it if it.isprintable() else "?" for it in text)


def say(text: str) -> None:
    print(text, file=sys.stderr)


# ------------------------------------------------------------------------------------------------------------------ all


def place(arguments: list[str], config: dict[str, Any]) -> list[str]:
    """The stack that `sam deploy` has deployed, as arguments for scripts/smoke."""
    # Where sam has asked, the answer is in samconfig.toml and what it was told was only proposed.
    given = [] if "--guided" in arguments else arguments
    stack = option(given, "--stack-name") or config.get("stack_name") or option(arguments, "--stack-name") or "hourglass"
    region = option(given, "--region") or config.get("region") or option(arguments, "--region")
    return ["--stack", stack, *(["--region", region] if region else [])]


def settled(arguments: list[str], defaults: Parameters, config: dict[str, Any], stack: str, ask: Ask) -> list[str]:
    """The arguments with the parameters filled in.

    What `sam deploy` is told of parameters replaces what samconfig.toml has, so all of that is told it too.
    """
    given, others = split(arguments)
    if given is None:
        value = config.get("parameter_overrides", [])
        given = parsed([value] if isinstance(value, str) else [str(it) for it in value])
    stack = option(others, "--stack-name") or stack or config.get("stack_name", "hourglass")
    place = option(others, "--region") or config.get("region")
    region = ["--region", place] if place else []
    settings = dict(given)
    try:
        there = deployed(ask, stack, region)
    except Trouble as trouble:
        say(f"- The stack {stack} could not be looked at: {trouble}")
        say(f"  {REVOKE} and {GATEWAY} stay what they are. If Lambda refuses them, set them to 0.")
        settings |= settle_accounts(ask, given.get(PROTECTED, ""))
    else:
        settings |= settle_accounts(ask, given.get(PROTECTED, there.parameters.get(PROTECTED, "")))
        settings |= settle_concurrency(ask, region, there, given)
    settings = defaults | settings
    return [*others, OVERRIDES, *(written(*it) for it in settings.items())] if settings else others


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("--stack", default="")
    reader.add_argument("--default", action="append", default=[])
    reader.add_argument("--place", action="store_true", help="print where it was deployed, and ask nothing")
    reader.add_argument("arguments", nargs="*")
    chosen = reader.parse_args()
    file = option(chosen.arguments, "--config-file") or "samconfig.toml"
    config = kept(pathlib.Path(file), option(chosen.arguments, "--config-env") or "default")
    if chosen.place:
        found = place(chosen.arguments, config)
    else:
        found = settled(chosen.arguments, parsed(chosen.default), config, chosen.stack, ask)
    for argument in found:
        sys.stdout.write(argument + "\0")


if __name__ == "__main__":
    main()
