// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The local AWS that `scripts/local-aws` runs, as the file it writes describes it.
enum LocalAWS {
    static let file = ".local-aws/env"
    static let notRunning = "the local AWS is not running; start it with: scripts/local-aws start"

    /// - Parameters:
    ///   - path: The file; nil looks for `.local-aws/env` from each of the folders upwards.
    ///   - isReachable: Whether somebody listens at a URL.
    /// - Throws: ``CommandFailure`` when the local AWS is not running or the file is of no use.
    static func environment(
        path: String?,
        from folders: [URL],
        isReachable: (URL) -> Bool = Reachability.check
    ) throws -> [String: String] {
        guard let file = path.map({ URL(filePath: $0) }) ?? UpwardSearch.find(file, from: folders) else {
            throw CommandFailure(message: notRunning)
        }
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw CommandFailure(
                message: path == nil ? notRunning : "\(file.path) cannot be read. Perhaps \(notRunning)"
            )
        }
        let variables = try EnvironmentFile.parse(text, name: file.path)
        // Without an endpoint the function would reach the real AWS.
        guard let endpoint = variables["AWS_ENDPOINT_URL"].flatMap(URL.init(string:)), endpoint.host != nil else {
            throw CommandFailure(
                message: "\(file.path) has no AWS_ENDPOINT_URL. Renew it with: scripts/local-aws start"
            )
        }
        guard isReachable(endpoint) else { throw CommandFailure(message: notRunning) }
        return variables
    }
}
