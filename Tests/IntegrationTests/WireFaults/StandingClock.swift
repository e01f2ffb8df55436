// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import HTTPTransport
import JITAccess
import Synchronization

/// A clock that stands still, unless somebody waits or a test moves it: hours pass in no time.
final class StandingClock: AccessClock {
    /// What sleeps longer runs beside the work, as a sweep's lease is renewed: it does not make time pass, it waits for
    /// others to do so.
    private static let longestWait = Duration.seconds(20)

    private struct State {
        var moment: Timestamp
        var sleepers: [Int: (end: Timestamp, continuation: CheckedContinuation<Void, Never>)] = [:]
        var lastSleeper = 0
    }

    private let state: Mutex<State>

    /// Shows the machine's time.
    init() {
        state = Mutex(State(moment: Self.machine))
    }

    static var machine: Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    func now() -> Timestamp { state.withLock { $0.moment } }

    var date: Date { Date(timeIntervalSince1970: Double(now().milliseconds) / 1000) }

    func sleep(for duration: Duration) async {
        guard duration > Self.longestWait else { return advance(by: duration) }
        let (number, end) = state.withLock { state in
            state.lastSleeper += 1
            return (state.lastSleeper, state.moment + duration)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    // Looked at under the lock: a cancellation that comes later finds it there.
                    guard !Task.isCancelled, state.moment < end else { return false }
                    state.sleepers[number] = (end, continuation)
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume()
        }
    }

    func advance(by duration: Duration) { move { $0 + duration } }

    func set(_ other: Timestamp) { move { _ in other } }

    /// Moves to `other`, never backwards.
    func advance(to other: Timestamp) { move { max($0, other) } }

    private func move(_ change: (Timestamp) -> Timestamp) {
        let woken = state.withLock { state in
            state.moment = change(state.moment)
            let due = state.sleepers.filter { $0.value.end <= state.moment }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }
}

/// Brings a call that a proxy never answers to its end without waiting: the deadline is near, and libcurl gives up.
///
/// That libcurl does give up in time has tests of its own.
struct LateTransport: Transport {
    /// What a proxy sends instead of keeping the client waiting.
    static let late = HTTPResponse(status: 599, headers: ["X-Late": "true"])

    /// What a client leaves to its caller.
    private static let reserve = 1.0

    let base: any Transport
    let clock: StandingClock

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let response = try await base.send(request)
        guard response.headers["X-Late"] != nil, let deadline = CallDeadline.current else { return response }
        let end = (deadline.timeIntervalSince1970 - Self.reserve) * 1000
        clock.advance(to: Timestamp(milliseconds: Int64(end)))
        throw TransportError(.timedOut, "The answer did not come in time.")
    }
}

/// A lucky number, always the same.
struct EvenChance: RandomSource {
    func fraction() -> Double { 0.5 }
}
