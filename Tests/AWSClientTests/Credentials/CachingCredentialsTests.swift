// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import AWSClient

@Suite("Cached credentials")
struct CachingCredentialsTests {
    private let source = ScriptedCredentials()
    private let clock = ManualClock(Date(timeIntervalSince1970: 1_893_456_000))
    private let cache: CachingCredentials

    init() {
        let clock = clock
        cache = CachingCredentials(source, now: { clock.now })
    }

    /// Makes the source give keys called `name` that end `seconds` from now.
    private func give(_ name: String, endingIn seconds: TimeInterval?) {
        source.give(
            .success(
                Credentials(
                    accessKeyID: name,
                    secretAccessKey: Secret("secret"),
                    expiration: seconds.map { clock.now + $0 }
                )
            )
        )
    }

    private func expect(_ name: String, asked count: Int, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        #expect(try await cache.credentials().accessKeyID == name, sourceLocation: sourceLocation)
        #expect(source.count == count, sourceLocation: sourceLocation)
    }

    @Test("Credentials without an end are asked for once")
    func noEnd() async throws {
        give("A", endingIn: nil)
        try await expect("A", asked: 1)
        clock.advance(by: .seconds(1_000_000))
        try await expect("A", asked: 1)
    }

    @Test("New ones are asked for five minutes before the end, and not earlier")
    func advisory() async throws {
        give("A", endingIn: 3600)
        try await expect("A", asked: 1)
        give("B", endingIn: 7200)
        clock.advance(by: .seconds(3299))
        try await expect("A", asked: 1)
        clock.advance(by: .seconds(1))
        try await expect("B", asked: 2)
        try await expect("B", asked: 2)
    }

    @Test("If that fails, the old ones are used, the source is spared for 30 seconds, and then asked again")
    func advisoryFailure() async throws {
        give("A", endingIn: 300)
        try await expect("A", asked: 1)
        source.give(.failure(CredentialsError("no")))
        clock.advance(by: .seconds(30))
        try await expect("A", asked: 2)
        clock.advance(by: .seconds(29))
        try await expect("A", asked: 2)
        clock.advance(by: .seconds(1))
        try await expect("A", asked: 3)
        give("B", endingIn: 3600)
        clock.advance(by: .seconds(30))
        try await expect("B", asked: 4)
    }

    @Test("In the last minute the old ones are not used any more: a failure is the caller's")
    func mandatory() async throws {
        give("A", endingIn: 360)
        try await expect("A", asked: 1)
        source.give(.failure(CredentialsError("sign in again")))
        clock.advance(by: .seconds(299))
        try await expect("A", asked: 2)
        clock.advance(by: .seconds(1))
        await #expect(throws: CredentialsError("sign in again")) { try await cache.credentials() }
        await #expect(throws: CredentialsError("sign in again")) { try await cache.credentials() }
        #expect(source.count == 4)
        give("B", endingIn: 3600)
        try await expect("B", asked: 5)
    }

    @Test("A first failure is not kept")
    func firstFailure() async throws {
        source.give(.failure(CredentialsError("no")))
        await #expect(throws: CredentialsError("no")) { try await cache.credentials() }
        give("A", endingIn: nil)
        try await expect("A", asked: 2)
    }

    @Test("Credentials that have ended already are refused, with the time and a hint at the clock")
    func ended() async throws {
        give("A", endingIn: 0)
        let error = await #expect(throws: CredentialsError.self) { try await cache.credentials() }
        #expect(error?.message.contains("ended at 2030-01-01T00:00:00Z") == true)
        #expect(error?.message.contains("clock") == true)
    }

    @Test("Credentials that live for less than a minute are used, and renewed each time")
    func shortLived() async throws {
        give("A", endingIn: 59)
        try await expect("A", asked: 1)
        give("B", endingIn: 59)
        try await expect("B", asked: 2)
    }

    @Test("However many ask at once, the source is asked once and all get its answer")
    func singleFlight() async throws {
        give("A", endingIn: 3600)
        source.hold()
        let names = try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask { try await cache.credentials().accessKeyID }
            }
            await source.waitUntilAsked()
            source.release()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(names == Array(repeating: "A", count: 50))
        #expect(source.count == 1)
    }

    @Test("While one caller renews early, the others go on with the old ones")
    func othersGoOn() async throws {
        give("A", endingIn: 3600)
        try await expect("A", asked: 1)
        clock.advance(by: .seconds(3500))
        give("B", endingIn: 3600)
        source.hold()
        async let first = cache.credentials().accessKeyID
        await source.waitUntilAsked()
        try await expect("A", asked: 2)
        source.release()
        #expect(try await first == "B")
        try await expect("B", asked: 2)
    }

    @Test("A caller that goes away does not take the others' answer with it")
    func cancellation() async throws {
        give("A", endingIn: 3600)
        source.hold()
        let impatient = Task { try? await cache.credentials().accessKeyID }
        await source.waitUntilAsked()
        impatient.cancel()
        async let patient = cache.credentials().accessKeyID
        source.release()
        #expect(try await patient == "A")
        #expect(source.count == 1)
    }
}

/// A source whose answer the test sets, and which can be held back; after five seconds it answers all the same, so
/// that a cache that waits for the wrong call fails its test instead of hanging it.
private final class ScriptedCredentials: CredentialsProvider {
    private struct State {
        var answer = Result<Credentials, CredentialsError>.failure(CredentialsError("nothing to give"))
        var count = 0
        var isHeld = false
        var isWaiting = false
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }

    func give(_ answer: Result<Credentials, CredentialsError>) {
        state.withLock { $0.answer = answer }
    }

    func hold() {
        state.withLock { $0.isHeld = true }
    }

    func release() {
        state.withLock { $0.isHeld = false }
    }

    /// Returns once a call is held back.
    func waitUntilAsked() async {
        while !state.withLock({ $0.isWaiting }) { await Task.yield() }
    }

    func credentials() async throws(CredentialsError) -> Credentials {
        state.withLock {
            $0.count += 1
            $0.isWaiting = $0.isHeld
        }
        let deadline = ContinuousClock.now + .seconds(5)
        while state.withLock({ $0.isHeld }), ContinuousClock.now < deadline { await Task.yield() }
        return try state.withLock {
            $0.isWaiting = false
            return $0.answer
        }.get()
    }
}
