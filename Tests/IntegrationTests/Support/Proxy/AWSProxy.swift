// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// Stands between a function and the local AWS: passes calls on, keeps a list of them, and spoils those that a test
/// names.
///
/// It is one endpoint for all services, as `AWS_ENDPOINT_URL` is, and finds out from each call which emulator it is
/// for.
struct AWSProxy: Sendable {
    private let switchboard: Switchboard
    private let server: ScriptedServer

    /// Starts a proxy; with an identity it speaks TLS.
    init(_ upstream: Upstream, tls identity: TLSIdentity? = nil) throws {
        let switchboard = Switchboard(upstream)
        self.switchboard = switchboard
        server = try ScriptedServer(tls: identity) { request in switchboard.answer(request) }
    }

    /// `http://127.0.0.1:port` or `https://127.0.0.1:port`.
    var url: String { server.url }

    func stop() {
        server.stop()
    }

    /// The calls since the last ``forget()``, in the order of their arrival.
    var calls: [ProxiedCall] { switchboard.calls }

    /// The operations called since the last ``forget()``, in the order of their arrival.
    var operations: [String] { calls.map(\.operation) }

    func count(_ operation: String) -> Int {
        calls.count { $0.operation == operation }
    }

    /// Treats calls of `operation` otherwise than by passing them on.
    ///
    /// - Parameter numbers: Which of the operation's calls since the last ``forget()``, from 1; all without it.
    func treat(_ operation: String, _ treatment: Treatment, calls numbers: ClosedRange<Int>? = nil) {
        treat(treatment) { call in call.operation == operation && numbers?.contains(call.arrival) ?? true }
    }

    /// Treats those calls otherwise that `matches` says.
    func treat(_ treatment: Treatment, where matches: @escaping @Sendable (ProxiedCall) -> Bool) {
        switchboard.add(Switchboard.Rule(matches: matches, treatment: treatment))
    }

    /// From now on, lets calls through in rounds; see ``RoundGate``.
    func letThroughInRounds() {
        switchboard.setGate(RoundGate())
    }

    /// Passes everything on from now on, and forgets the calls so far.
    func forget() {
        switchboard.forget()
    }

    /// Waits until a call has arrived; false if it does not come.
    func began(_ operation: String) async -> Bool {
        await eventually { count(operation) >= 1 }
    }

    /// Whether a call that was to be treated otherwise has been.
    var isAnyTreated: Bool { calls.contains { $0.isTreated && $0.end != nil } }

    /// Waits until all that was to be done about a call has been done; false if it does not come.
    func finished(_ operation: String, number: Int = 1) async -> Bool {
        await eventually { calls.count { $0.operation == operation && $0.end != nil } >= number }
    }
}
