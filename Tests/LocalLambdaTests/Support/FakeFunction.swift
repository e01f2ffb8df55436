// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import LocalLambda

/// The function of the tests, a script that does what the event says.
enum FakeFunction {
    static var executable: URL {
        Bundle.module.bundleURL.appending(path: "Fixtures/fake-function")
    }

    static func configuration(
        environment: [String: String] = [:],
        initLimit: Duration = .seconds(20)
    ) -> FunctionConfiguration {
        FunctionConfiguration(
            name: "Fake",
            executable: executable,
            memorySize: 256,
            environment: environment,
            initLimit: initLimit
        )
    }

    /// A function for which this limit is reached when it writes this line to its log.
    static func reaching(
        _ limit: Duration,
        atLogLine line: String
    ) -> (FunctionConfiguration, @Sendable (String) -> Void) {
        let written = Gate()
        var configuration = configuration()
        configuration.sleep = { if $0 == limit { try await written.wait() } else { try await Task.sleep(for: $0) } }
        return (configuration, { if $0 == line { written.open() } })
    }
}

extension LocalFunction {
    /// What the fake function says about itself.
    func describe() async throws -> FunctionDescription {
        guard case .success(let body) = try await invoke(Data(#"{"do":"describe"}"#)) else { throw Unexpected() }
        return try JSONDecoder().decode(FunctionDescription.self, from: body)
    }

    /// Whether it has an event that it has not answered.
    var isRunning: Bool {
        get async { if case .running = await state { true } else { false } }
    }
}

extension Data {
    init(_ json: String) { self = Data(json.utf8) }
}

/// What the event `{"do":"describe"}` is answered with.
struct FunctionDescription: Decodable {
    var headers: [String: String]
    var environment: [String: String]
    var folder: String
    var count: Int
    var process: Int32
    var now: Double
}
