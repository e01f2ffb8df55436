// SPDX-License-Identifier: Apache-2.0

import Hashing
import JITAccess
import Synchronization
import Testing

@testable import FrontDoor

@Suite("The way in for systems that sign")
struct SignedDoorTests {
    private let fakes = Fakes()
    private let secrets = FakeSigningSecrets()
    private static let servicenow = EntryPoint(alias: "servicenow") ?? .direct

    private var door: SignedDoor {
        SignedDoor(
            integration: Self.servicenow,
            secrets: secrets,
            functions: fakes.functions,
            queue: fakes.queue,
            memory: fakes.memory,
            requests: fakes.requests,
            clock: fakes.clock,
            log: fakes.log
        )
    }

    private func call(
        _ method: String = "POST",
        _ path: String = "/requests",
        _ body: String = "",
        secret: String = FakeSigningSecrets.first,
        age: Duration = .zero,
        contentType: String = "application/json; charset=utf-8"
    ) throws -> WebRequest {
        let timestamp = String((fakes.clock.now() - age).seconds)
        let plain = WebRequest(method: method, path: path, headers: [:], body: Array(body.utf8))
        return WebRequest(
            method: method,
            path: path,
            headers: [
                "content-type": contentType, CallSignature.hourglass.timestampHeader: timestamp,
                CallSignature.hourglass.signatureHeader: try CallSignature.hourglass.signature(
                    of: plain,
                    timestamp: timestamp,
                    secret: Secret(secret)
                ),
            ],
            body: plain.body
        )
    }

    private func send(_ request: WebRequest, id: String = "i1") async -> WebResponse {
        await door.receive(request, id: id).response
    }

    private static let speaker = Speaker(
        name: "ada@example.com",
        kind: .person(userID: "u-ada"),
        proof: .integration("servicenow")
    )

    private static let event = #"{"request_id":"RITM1","user_email":"ada@example.com","account_id":"111122223333"}"#

    @Test("The signature is the one that anybody can compute")
    func signature() throws {
        let request = WebRequest(method: "POST", path: "/requests", headers: [:], body: Array("{}".utf8))
        // printf 'v1:1767225600:POST:/requests:{}' | openssl dgst -sha256 -hmac secret
        let expected = "v1=424b135efaa87b7b3297ce0d444a5b455e50d25c47f674fdf6b5db435b02123f"
        #expect(
            try CallSignature.hourglass.signature(of: request, timestamp: "1767225600", secret: Secret("secret"))
                == expected
        )
    }

    @Test("An event is taken, handed over, done, and can be asked for")
    func taken() async throws {
        let answer = await send(try call("POST", "/requests", Self.event))
        #expect(answer.status == 202)
        #expect(answer.body?["request_id"] == "RITM1")
        #expect(answer.body?["status_path"] == "/requests/RITM1")
        #expect(fakes.functions.calls.isEmpty)
        let queued = await send(try call("GET", "/requests/RITM1"))
        #expect(queued.body == ["request_id": "RITM1", "status": "QUEUED"])

        let work = try #require(fakes.queue.work.last?["work"])
        try await door.perform(work)
        let asked = try #require(fakes.functions.calls.first)
        #expect(asked.function == .grant)
        #expect(JSONValue.object(asked.event) == (try JSONValue(parsing: Array(Self.event.utf8))))
        fakes.requests.put(try Sample.record(id: "servicenow/RITM1", requestedBy: Self.speaker))
        let shown = await send(try call("GET", "/requests/RITM1"))
        #expect(shown.status == 200)
        #expect(shown.body?["status"] == "PENDING")
        #expect(shown.body?["last_status_code"] == 202)
    }

    @Test("A refusal is there to be read, for whoever made the request")
    func refused() async throws {
        _ = await send(try call("POST", "/requests", Self.event))
        fakes.functions.answer(403, ["error": "No rule allows it.", "code": "not_allowed"])
        try await door.perform(try #require(fakes.queue.work.last?["work"]))
        let shown = await send(try call("GET", "/requests/RITM1"))
        #expect(shown.body?["status"] == "REFUSED")
        #expect(shown.body?["code"] == "not_allowed")
        #expect(shown.body?["error"] == "No rule allows it.")
    }

    @Test("Requests that came another way are not there")
    func others() async throws {
        fakes.requests.put(try Sample.record(id: "servicenow/RITM1"))
        #expect(await send(try call("GET", "/requests/RITM1")).status == 404)
        // Naming it does not bring it to light: only what was answered is shown.
        _ = await send(try call("POST", "/requests", Self.event))
        fakes.functions.answer(409, ["error": "The id is taken.", "code": "duplicate_request"])
        try await door.perform(try #require(fakes.queue.work.last?["work"]))
        let shown = await send(try call("GET", "/requests/RITM1"))
        #expect(shown.body?["status"] == "REFUSED")
        #expect(shown.body?["user_email"] == nil)
    }

    @Test("Both forms of an id are taken, and a request of another entry point has a path of its own")
    func wholeID() async throws {
        let words = #"{"action":"revoke","request_id":"url/r1","reason":"closed"}"#
        let answer = await send(try call("POST", "/requests", words))
        #expect(answer.body?["status_path"] == "/requests/url/r1")
        #expect(fakes.queue.work.last?["work"]?["event"]?["request_id"] == "url/r1")
        #expect(await send(try call("GET", "/requests/url/r1")).body?["status"] == "QUEUED")
        #expect(await send(try call("GET", "/requests/r1")).status == 404)
        #expect(await send(try call("GET", "/requests/servicenow/r1")).status == 404)

        let own = #"{"action":"revoke","request_id":"servicenow/RITM1","reason":"closed"}"#
        #expect(await send(try call("POST", "/requests", own)).body?["status_path"] == "/requests/RITM1")
        #expect(await send(try call("GET", "/requests/RITM1")).status == 200)
        #expect(await send(try call("GET", "/requests/servicenow/RITM1")).status == 200)
        #expect(await send(try call("GET", "/requests/a/b/c")).status == 404)
    }

    /// What a form of another system sends, and what of it counts: the function, and the id under which it is asked for; nil for
    /// one that the door makes.
    struct Typed: Sendable {
        let body: String
        let function: AccessFunctionKind
        let id: String?
    }

    @Test(
        "What is typed into the other system's form is read here as Grant and Revoke read it",
        arguments: [
            Typed(body: #"{"action":"Revoke","request_id":"RITM1"}"#, function: .revoke, id: "RITM1"),
            Typed(body: #"{"action":" revoke\n","request_id":" RITM1 "}"#, function: .revoke, id: "RITM1"),
            Typed(body: #"{"action":"REQUEST","request_id":"RITM1\r\n"}"#, function: .grant, id: "RITM1"),
            Typed(body: #"{"action":"Request","request_id":""}"#, function: .grant, id: nil),
            Typed(body: #"{"action":"","request_id":" "}"#, function: .grant, id: nil),
            Typed(body: #"{"action":null,"request_id":null}"#, function: .grant, id: nil),
        ]
    )
    func typed(form: Typed) async throws {
        let answer = await send(try call("POST", "/requests", form.body))
        #expect(answer.status == 202)
        let id = try #require(answer.body?["request_id"]?.text)
        #expect(form.id.map { $0 == id } ?? id.hasPrefix("signed-"))
        #expect(await send(try call("GET", "/requests/\(id)")).body?["status"] == "QUEUED")
        try await door.perform(try #require(fakes.queue.work.last?["work"]))
        let asked = try #require(fakes.functions.calls.first)
        #expect(asked.function == form.function)
        #expect(asked.event["request_id"]?.text == id)
    }

    @Test(
        "An id that is none is refused, and not exchanged for another",
        arguments: ["4711", "[]", #""a b""#, #""a\tb""#]
    )
    func badID(id: String) async throws {
        let answer = await send(try call("POST", "/requests", #"{"request_id":\#(id)}"#))
        #expect(answer.status == 400)
        #expect(fakes.queue.work.isEmpty)
    }

    @Test("A revocation goes to Revoke; an event without an id gets one, the same for the same call")
    func kinds() async throws {
        _ = await send(try call("POST", "/requests", #"{"action":"revoke","request_id":"RITM1","reason":"closed"}"#))
        #expect(fakes.queue.work.last?["work"]?["function"] == "revoke")
        let answer = await send(try call("POST", "/requests", #"{"user_email":"ada@example.com"}"#))
        let id = try #require(answer.body?["request_id"]?.text)
        #expect(id.hasPrefix("signed-"))
        #expect(fakes.queue.work.last?["work"]?["event"]?["request_id"] == .string(id))
    }

    @Test("Who does not sign, signs wrongly, too early, too late or twice is refused without a word")
    func strangers() async throws {
        let genuine = try call("POST", "/requests", Self.event)
        var altered = genuine.headers
        altered[CallSignature.hourglass.signatureHeader] = nil
        let calls = [
            WebRequest(path: "/requests", headers: altered, body: genuine.body),
            WebRequest(path: "/requests", headers: genuine.headers, body: Array("{}".utf8)),
            WebRequest(method: "GET", path: "/requests/RITM1", headers: genuine.headers, body: genuine.body),
            try call("POST", "/requests", Self.event, secret: "other"),
            try call("POST", "/requests", Self.event, age: .seconds(301)),
            try call("POST", "/requests", Self.event, age: .seconds(-301)),
        ]
        for call in calls {
            #expect(await send(call) == WebResponse(status: 401))
        }
        #expect(await send(genuine).status == 202)
        #expect(await send(genuine, id: "i2") == WebResponse(status: 401))
        #expect(fakes.queue.work.count == 1)
        #expect(!fakes.log.all.contains { $0.contains("v1=") })
    }

    @Test("A secret that was changed is read anew")
    func rotation() async throws {
        secrets.rotate(to: "second")
        #expect(await send(try call("POST", "/requests", Self.event, secret: "second")).status == 202)
    }

    @Test(
        "What is no event is refused with a reason, once it is known who sends it",
        arguments: [
            ("[]", "JSON object"), ("{", "JSON object"), (#"{"request_id":"a b"}"#, "request_id"),
            (#"{"action":"approve"}"#, "request_id"),
        ]
    )
    func invalid(body: String, named: String) async throws {
        let answer = await send(try call("POST", "/requests", body))
        #expect(answer.status == 400)
        #expect(answer.body?["error"]?.text?.contains(named) == true)
        #expect(fakes.queue.work.isEmpty)
    }

    @Test("Other methods, paths and types are refused")
    func shapes() async throws {
        #expect(await send(try call("PUT", "/requests", Self.event)).status == 405)
        #expect(await send(try call("POST", "/requests/RITM1", Self.event)).status == 405)
        #expect(await send(try call("GET", "/requests/a/b")).status == 404)
        #expect(await send(try call("POST", "/requests", Self.event, contentType: "text/plain")).status == 415)
    }

    @Test("Where memory, queue or secret fail, nothing is taken, and it may be tried again")
    func trouble() async throws {
        fakes.memory.fail("down")
        #expect(await send(try call("POST", "/requests", Self.event)).status == 503)
        fakes.memory.fail(nil)
        fakes.clock.advance(by: .seconds(1))
        fakes.queue.fail("full")
        #expect(await send(try call("POST", "/requests", Self.event)).status == 503)
        fakes.queue.fail(nil)
        fakes.clock.advance(by: .seconds(1))
        secrets.fail()
        #expect(await send(try call("POST", "/requests", Self.event)).status == 503)
    }

    @Test("A failure that may pass is tried again")
    func transient() async throws {
        _ = await send(try call("POST", "/requests", Self.event))
        let work = try #require(fakes.queue.work.last?["work"])
        fakes.functions.answer(500, ["code": "ledger_unavailable"])
        await #expect(throws: WorkFailure.self) { try await door.perform(work) }
        fakes.functions.answer(200, ["message": "Access granted successfully"])
        try await door.perform(work)
    }
}

/// A signing secret that may be changed or unreadable.
final class FakeSigningSecrets: SigningSecrets {
    static let first = "first"

    private let state = Mutex<(current: String, newer: String?, failure: WorkFailure?)>((first, nil, nil))

    func rotate(to secret: String) { state.withLock { $0.newer = secret } }

    func fail() { state.withLock { $0.failure = WorkFailure("The secret cannot be read.") } }

    func current() async throws(WorkFailure) -> Secret {
        let (text, failure) = state.withLock { ($0.current, $0.failure) }
        if let failure { throw failure }
        return Secret(text)
    }

    func refreshed(after wrong: Secret) async throws(WorkFailure) -> Secret? {
        state.withLock { state in
            guard let newer = state.newer else { return nil }
            state.current = newer
            return Secret(newer)
        }
    }
}
