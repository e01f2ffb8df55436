// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalLambda

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
