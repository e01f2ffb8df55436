# SPDX-License-Identifier: Apache-2.0
"""The conversation in Slack that scripts/demo shows: the real Gateway, Grant and Revoke, served by `hourglass serve`, with
the stand-in of Slack and the local AWS of the environment. It ends with status 1 if anything is not as it must be."""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import local_slack
import local_stream
import servers
import show
from local_slack import Said, Slack
from local_stream import Stream
from slack_people import People, Trouble

PORTAL = "https://example.awsapps.com/start"
CHANNEL = "#C0APPROVERS"
STAGING = "444455556666"

# A queue, a cold start or two and a few calls; on a machine that does much else.
PATIENCE = 30
STARTS_WITHIN = 20


@contextlib.contextmanager
def serving(hourglass: str, slack_url: str, log: str) -> Iterator[str]:
    """`hourglass serve`, and where it listens. Another program may win the race for its port: then once more."""
    for _ in range(3):
        port = servers.free_port(9002)
        command = [hourglass, "serve", "--port", str(port), "--local-env", os.environ["HOURGLASS_LOCAL_AWS_DIR"] + "/env"]
        for variable in (f"SLACK_API_URL={slack_url}", f"ACCESS_PORTAL_URL={PORTAL}"):
            command += ["--env", variable]
        with open(log, "ab") as output:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            if listens(process, port):
                yield f"http://{servers.LOOPBACK}:{port}"
                return
        finally:
            end(process)
    raise Trouble("hourglass serve does not start; its log follows.")


def listens(process: "subprocess.Popen[bytes]", port: int) -> bool:
    deadline = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((servers.LOOPBACK, port), timeout=1):
            # Of another program's port ours would know by now that it is taken.
            time.sleep(0.2)
            return process.poll() is None
        time.sleep(servers.POLL_SECONDS)
    return False


def end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Stage:
    """What people do, and what they must then be able to read."""

    def __init__(self, slack: Slack, people: People, stream: Stream):
        self.slack, self.people, self.stream = slack, people, stream
        self.mark = 0

    @property
    def news(self) -> list[Said]:
        """What came since somebody last did something."""
        return self.slack.said[self.mark :]

    def act(self, line: str) -> None:
        print(f"\n> {line}", flush=True)
        self.mark = len(self.slack.said)
        self.people.perform(line)

    def reads(self, where: str, *words: str, tick: Callable[[], object] = lambda: None) -> Said:
        """The first of the news there with all of these words; waits for it, and ticks meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for said in self.news:
                if said.where == where and all(word in said.text for word in words):
                    return said
            tick()
            self.stream.tell()
            time.sleep(0.1)
        raise Trouble(f"Within {PATIENCE} seconds nobody could read this. {where}: {', '.join(words)}")

    def is_reminded(self, where: str, *words: str) -> None:
        """As the schedule would have it, which looks once a minute."""
        print("\n> the schedule looks for what ends soon", flush=True)
        self.mark = len(self.slack.said)
        self.reads(where, *words, tick=lambda: local_stream.invoke(self.stream.url, "Gateway", {}))


def claim(what: str) -> None:
    print(f"\n✓ {what}", flush=True)


def holds(user: str, count: int) -> None:
    """In Identity Center itself."""
    show.show_assignments(argparse.Namespace(user=f"{user}@example.com", expect=count))


def ask_by_the_form(stage: Stage) -> None:
    stage.act("ada /jit")
    stage.reads("a form opens for ada: Ask for access", "Account: [...]", "For how long: [30 minutes | 1 hour")
    stage.act("ada choose account stag")
    stage.reads("the field account offers ada", f"Staging ({STAGING})")
    stage.act("ada choose permission_set power")
    stage.reads("the field permission_set offers ada", "PowerUserAccess")
    stage.act("ada submit duration=30m 'justification=Replay the failing import'")
    stage.reads(CHANNEL, "Access is asked for", "Replay the failing import", "[Approve] [Reject]")
    stage.reads("direct message to ada", "awaits approval")
    holds("ada", 0)
    claim("What Ada asks for is recorded, the approvers have it before them, and nothing is granted.")


def decide(stage: Stage) -> None:
    stage.act("ada press approve")
    stage.reads("only ada sees this", "Nobody decides about their own request")
    holds("ada", 0)
    if {it.to for it in stage.news} != {"U0ADA"}:
        raise Trouble("The refusal was told others too.")
    claim("Nobody decides about their own request, and nobody else hears that it was tried.")
    stage.act("grace press approve")
    stage.reads(f"{CHANNEL}, the message changes", "Approved by grace@example.com", "*Approved.*")
    stage.reads("direct message to ada", "You can use it now", PORTAL, "[Ask for more time] [End it now]")
    holds("ada", 1)
    claim("Granted by her decision. The message has no buttons any more, and Ada knows where to sign in.")


def give_back(stage: Stage) -> None:
    stage.act("ada press end")
    stage.reads("direct message to ada", "Your access has ended")
    holds("ada", 0)
    claim("Ended by Revoke, long before its time, and Ada is told.")


def ask_in_one_line(stage: Stage) -> None:
    stage.act(f"margaret /jit request {STAGING} ReadOnlyAccess PT15M5S watch the import")
    stage.reads("only margaret sees this", "is on its way")
    stage.reads(CHANNEL, "margaret@example.com", "watch the import")
    stage.act("grace press approve")
    stage.reads("direct message to margaret", "You can use it now")
    claim("The same in one line, without a form: for a quarter of an hour and five seconds.")


def more_time(stage: Stage) -> None:
    stage.is_reminded("direct message to margaret", "Your access ends at", "[Ask for more time] [End it now]")
    lease = stage.slack.button("U0MARGARET", "end")
    stage.act("margaret press extend")
    stage.reads("a form opens for margaret: Ask for more time", "For how long")
    stage.act("margaret submit duration=1h 'justification=The import is slower than thought'")
    stage.reads(CHANNEL, "More time is asked for", "margaret@example.com")
    stage.act("grace press approve")
    stage.reads("direct message to margaret", "You can use it now")
    holds("margaret", 1)
    claim("A quarter of an hour before the end comes a reminder; more time is decided about like any access.")
    # The newest button is that of the longer lease.
    stage.act("margaret press end")
    stage.reads("only margaret sees this", "other leases hold the same access")
    stage.act(f"margaret press end {lease}")
    stage.reads("direct message to margaret", "Your access has ended")
    holds("margaret", 0)
    claim("With the last lease the access goes, and Margaret is told.")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hourglass", required=True)
    parser.add_argument("--log", required=True, help="where the functions' log goes")
    arguments = parser.parse_args()
    # So that what was started is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    slack = Slack()
    server = local_slack.start(slack)
    own = f"http://{servers.LOOPBACK}:{server.server_port}"
    try:
        with serving(arguments.hourglass, own, arguments.log) as url:
            people = People(slack, f"{url}/url/Gateway", own)
            stage = Stage(slack, people, local_stream.of_what_comes(url))
            for scene in (ask_by_the_form, decide, give_back, ask_in_one_line, more_time):
                scene(stage)
    except (Trouble, show.Unexpected, OSError) as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
