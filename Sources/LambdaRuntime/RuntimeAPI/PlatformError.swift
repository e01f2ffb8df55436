// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTransport

/// What the Runtime API says is wrong, for the log: the status, and `errorType` and `errorMessage` if it sends them.
struct PlatformError: CustomStringConvertible {
    private struct Body: Decodable {
        let errorType: String?
        let errorMessage: String?
    }

    private let response: HTTPResponse

    init(_ response: HTTPResponse) {
        self.response = response
    }

    var description: String {
        guard response.body.count <= 16 * 1024,
            let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)),
            let type = body.errorType
        else { return "status \(response.status)" }
        let message = body.errorMessage.map { ": \($0)" } ?? ""
        return "status \(response.status), \(type)\(message)".truncated(toBytes: 1024)
    }
}
