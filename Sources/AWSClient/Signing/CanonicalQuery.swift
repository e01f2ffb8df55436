// SPDX-License-Identifier: Apache-2.0

/// The query string of a canonical request.
enum CanonicalQuery {
    /// The parameters of `query` decoded, encoded as Signature Version 4 wants them, and sorted by name and value.
    static func text(_ query: String?) -> String {
        let pairs = (query ?? "").split(separator: "&").map { parameter in
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: encoded(parts.first), value: encoded(parts.dropFirst().first))
        }
        return
            pairs
            .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
            .map { "\($0.name)=\($0.value)" }
            .joined(separator: "&")
    }

    private static func encoded(_ text: Substring?) -> String {
        PercentEncoding.encode(PercentEncoding.decode(text ?? ""))
    }
}
