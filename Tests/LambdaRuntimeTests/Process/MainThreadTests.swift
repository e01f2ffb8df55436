// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Testing

@testable import LambdaRuntime

/// Each runs the entry point in a process of its own.
@Suite("The threads of a function")
struct MainThreadTests {
    /// Runs a function that has one event, writes what `handle` returns to standard output, and ends. `isMain` tells
    /// whether it is called on the thread that started the function, which is the main thread of a real one.
    private static func run(
        _ handle: @escaping @Sendable (_ isMain: @escaping @Sendable () -> Bool) async throws -> String
    ) -> Never {
        let main = pthread_self()
        let isMain: @Sendable () -> Bool = { pthread_equal(main, pthread_self()) != 0 }
        setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001", 1)
        let transport = ScriptedTransport([.event(), .accepted, .status(500)])
        LambdaMain.run(
            userAgent: UserAgent(product: "test", version: "1.0"),
            localUse: "scripts/invoke Test event.json",
            makeTransport: { transport },
            makeHandler: { _ in
                ClosureHandler { event, _ in
                    print(try await handle(isMain))
                    return LambdaResponse(event)
                }
            }
        )
    }

    private static func text(_ result: ExitTest.Result?) -> String {
        String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    }

    @Test("A handler and the tasks within it run on the main thread, and several of them are under way at once")
    func children() async {
        let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardOutputContent]) {
            Self.run { isMain in
                // Each child waits for the other, so one that ran to its end before the next began would hang.
                let (first, second) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
                async let one = {
                    first.continuation.finish()
                    for await _ in second.stream {}
                    return isMain()
                }()
                async let other = {
                    second.continuation.finish()
                    for await _ in first.stream {}
                    return isMain()
                }()
                let children = await [one, other]
                return "children \(children) handler \(isMain())"
            }
        }
        #expect(Self.text(result).contains("children [true, true] handler true\n"))
    }

    @Test("What other threads finish, and pauses, come back to the main thread")
    func resumption() async {
        let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardOutputContent]) {
            Self.run { isMain in
                let elsewhere = await Task.detached { isMain() }.value
                let afterTask = isMain()
                try await Task.sleep(for: .milliseconds(1))
                return "elsewhere \(elsewhere) back \(afterTask) after a pause \(isMain())"
            }
        }
        #expect(Self.text(result).contains("elsewhere false back true after a pause true\n"))
    }
}
