# SPDX-License-Identifier: Apache-2.0
"""The process around the functions: see standin/main.c."""

import http.client
import json
import socket
import subprocess
import time

# The longest invocation measured: 1,000 removals one after the other, with latency, takes some two minutes.
LONGEST_INVOCATION = 600


class StandInError(Exception):
    pass


class StandIn:
    def __init__(self, executable):
        self._process = subprocess.Popen([executable], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        if not line:
            raise StandInError("The stand-in for AWS did not start.")
        self.port = int(line)
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_INVOCATION)

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def stop(self):
        self._connection.close()
        self._process.stdin.close()
        self._process.wait(timeout=5)
        self._process.stdout.close()

    def seed(self, active=0, expired=0, latency_ms=0, finishes_later=False):
        """Empties the tables and fills them anew."""
        self._ask(
            f"/bench/seed?active={active}&expired={expired}&latency_ms={latency_ms}"
            f"&finishes_later={int(finishes_later)}"
        )

    def ready_at(self, after=0):
        """When the function asked for an event, in nanoseconds of the monotonic clock; waits until it does."""
        return self._ask(f"/bench/ready?after={after}", timeout=20)["at"]

    def invoke(self, event, alias=""):
        """Invokes the function, which must be ready; milliseconds from the event to the answer, and the answer."""
        self.ready_at()
        told = self._ask(f"/bench/invoke?alias={alias}", event)
        answer = told["answer"]
        if told["failed"] or not isinstance(answer, dict) or answer.get("statusCode") != 200:
            raise StandInError(f"The function did not answer with 200: {json.dumps(answer)}")
        return told["nanoseconds"] / 1e6, json.loads(answer["body"])

    def state(self):
        """How many items, assignments and calls there are."""
        return self._ask("/bench/state")

    def round_trip(self, count=2000):
        """What one call costs here at least, in microseconds: a GetItem over a bare socket, its client included."""
        body = b'{"TableName":"jit-access-state","Key":{"assignment_id":{"S":"none"}}}'
        head = (
            f"POST / HTTP/1.1\r\nHost: {self.address}\r\nX-Amz-Target: DynamoDB_20120810.GetItem\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        times = []
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(count):
                begin = time.perf_counter_ns()
                connection.sendall(head.encode() + body)
                connection.recv(65536)
                times.append(time.perf_counter_ns() - begin)
        return sorted(times)[count // 2] / 1000

    def _ask(self, path, body=None, timeout=LONGEST_INVOCATION):
        if self._connection.sock:
            self._connection.sock.settimeout(timeout)
        try:
            self._connection.request("POST", path, json.dumps(body or {}))
            answer = self._connection.getresponse()
            text = answer.read()
        except TimeoutError:
            self._connection.close()
            raise StandInError(f"The function did nothing for {timeout} seconds.") from None
        if answer.status != 200:
            raise StandInError(f"The stand-in answered {path} with {answer.status}.")
        return json.loads(text)
