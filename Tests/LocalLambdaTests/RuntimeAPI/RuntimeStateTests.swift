// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LocalLambda

@Suite("The states of a runtime")
struct RuntimeStateTests {
    private static let states: [RuntimeState] = [
        .started, .ready, .running(requestID: "a"), .responseSent(requestID: "a"), .initFailed,
    ]

    @Test("Asking for an event is legal until the start has failed, and repeats an event that was not answered")
    func askForNext() throws {
        let expected: [(RuntimeState, RuntimeState, RuntimeState.NextStep)?] = [
            (.started, .ready, .wait),
            (.ready, .ready, .wait),
            (.running(requestID: "a"), .running(requestID: "a"), .repeatEvent),
            (.responseSent(requestID: "a"), .ready, .wait),
            nil,
        ]
        for (state, expected) in zip(Self.states, expected) {
            var actual = state
            if let (before, after, step) = expected {
                #expect(state == before)
                #expect(try actual.askForNext() == step)
                #expect(actual == after)
            } else {
                #expect(throws: RuntimeAPIRefusal.invalidTransition(state: state, call: .next)) {
                    try actual.askForNext()
                }
                #expect(actual == state)
            }
        }
    }

    @Test("An event is handed over only to a runtime that waits", arguments: states)
    func handOver(state: RuntimeState) {
        var actual = state
        let taken = actual.handOver(requestID: "b")
        #expect(taken == (state == .ready))
        #expect(actual == (taken ? .running(requestID: "b") : state))
    }

    @Test("The current event can be answered once", arguments: [RuntimeAPICall.response, .error])
    func answer(call: RuntimeAPICall) throws {
        var state = RuntimeState.running(requestID: "a")
        try state.answer(requestID: "a", call: call)
        #expect(state == .responseSent(requestID: "a"))
        #expect(throws: RuntimeAPIRefusal.invalidTransition(state: state, call: call)) {
            try state.answer(requestID: "a", call: call)
        }
        #expect(state == .responseSent(requestID: "a"))
    }

    @Test("An answer to another request id is refused in every state and changes nothing", arguments: states)
    func answerToAnother(state: RuntimeState) {
        var actual = state
        #expect(throws: RuntimeAPIRefusal.invalidRequestID("b")) {
            try actual.answer(requestID: "b", call: .response)
        }
        #expect(actual == state)
    }

    @Test("There is nothing to answer before an event and after the next was asked for")
    func answerToNothing() {
        for state in [RuntimeState.started, .ready, .initFailed] {
            var actual = state
            #expect(throws: RuntimeAPIRefusal.invalidRequestID("a")) {
                try actual.answer(requestID: "a", call: .error)
            }
        }
    }

    @Test("A failed start can be reported only before the first event was asked for", arguments: states)
    func failInit(state: RuntimeState) throws {
        var actual = state
        if state == .started {
            try actual.failInit()
            #expect(actual == .initFailed)
        } else {
            #expect(throws: RuntimeAPIRefusal.invalidTransition(state: state, call: .initError)) {
                try actual.failInit()
            }
            #expect(actual == state)
        }
    }
}
