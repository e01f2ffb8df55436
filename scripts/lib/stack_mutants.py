# SPDX-License-Identifier: Apache-2.0
"""Copies of the template with one mistake each, deployed beside the real one, to see that the mistake shows.

Whether the proof could fail is otherwise anybody's guess. The copy without a mistake must pass.
"""

import concurrent.futures
import dataclasses
import pathlib

import deployment
import template
from servers import ServerError
from stack import Stack


@dataclasses.dataclass(frozen=True)
class Mutant:
    name: str
    old: str
    new: str


MUTANTS = [
    Mutant("unchanged", "", ""),
    Mutant("key", "AttributeName: assignment_id,", "AttributeName: assignmentId,"),
    Mutant("index", "IndexName: due-index", "IndexName: due_index"),
    Mutant("variable", "STATE_TABLE: !Ref", "STATETABLE: !Ref"),
    Mutant("grant-right", "- sso:ListAccountAssignments\n", "- sso:ListAccountAssignmentsForPrincipal\n"),
    Mutant("audit-right", "dynamodb:EnclosingOperation: TransactWriteItems", "dynamodb:EnclosingOperation: PutItem"),
    Mutant("request-key", '- "request#*"', '- "requests#*"'),
    Mutant("lease-attribute", "                      - lease_status\n", ""),
    Mutant("index-right", "Resource: !Sub ${StateTable.Arn}/index/due-index", "Resource: !GetAtt StateTable.Arn"),
    Mutant("revoke-right", "- sso:DeleteAccountAssignment\n", "- sso:DeleteAccountAssignments\n"),
    Mutant(
        "own-function",
        'lambda:SourceFunctionArn: [!GetAtt Grant.Arn, !Sub "${Grant.Arn}:*"]',
        'lambda:SourceFunctionArn: [!GetAtt Revoke.Arn, !Sub "${Revoke.Arn}:*"]',
    ),
    Mutant("function", "CodeUri: dist/Grant.zip", "CodeUri: dist/Revoke.zip"),
]


def quick_proof(stack: Stack, user: str, account: str) -> list[str]:
    """What is wrong, as far as a grant, a sweep and an early revocation show it."""
    wrong = []
    for function, event in (
        ("Grant", {"user_email": user, "account_id": account, "request_id": "quick-proof"}),
        ("Revoke", {"action": "sweep"}),
        ("Revoke", {"action": "revoke", "request_id": "quick-proof", "reason": "proof"}),
    ):
        answer = stack.invoke(function, event)
        if answer.status != 200:
            wrong.append(f"{function}: {answer}")
    return wrong


def deploy(endpoint: str, code: dict[str, str], mutant: Mutant, number: int) -> Stack:
    text = template.TEMPLATE.read_text()
    if mutant.old not in text:
        raise ServerError(f"The mistake {mutant.name!r} cannot be made any more: {mutant.old!r} is not in the template.")
    text = text.replace(mutant.old, mutant.new) if mutant.old else text
    for path, uploaded in code.items():
        text = text.replace(path, uploaded)
    name = f"mutant-{mutant.name}"
    parameters = {
        "StateTableName": f"{name}-state",
        "AuditTableName": f"{name}-audit",
        "AlertTopicName": f"{name}-alerts",
        # The stacks share one Identity Center: each lends something else.
        "DefaultPermissionSet": f"Team{number + 1:03}Access",
    }
    deployment.create(endpoint, text, name, parameters)
    return Stack(endpoint, name, deployment.outputs(endpoint, name))


def survivors(endpoint: str) -> list[str]:
    """The mistakes that nobody would notice, and what is wrong with the copy that has none."""
    code = {f"dist/{name}.zip": deployment.upload(endpoint, f"{name}.zip") for name in ("Grant", "Revoke", "Gateway", "Notify")}

    def judge(number: int) -> str | None:
        mutant = MUTANTS[number]
        stack = deploy(endpoint, code, mutant, number)
        wrong = quick_proof(stack, "margaret@example.com", "111122223333")
        # Its schedule would go on firing.
        stack.client("cloudformation").delete_stack(StackName=stack.name)
        if not mutant.old:
            return f"The copy without a mistake fails: {wrong}" if wrong else None
        print(f"    {mutant.name:<12} {wrong[0] if wrong else 'not noticed'}"[:160])
        return None if wrong else f"The mistake {mutant.name!r} is not noticed."

    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        return [verdict for verdict in pool.map(judge, range(len(MUTANTS))) if verdict]
