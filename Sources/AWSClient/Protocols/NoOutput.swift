// SPDX-License-Identifier: Apache-2.0

/// The output of an operation whose answer holds nothing of interest. It must still be a JSON object.
struct NoOutput: Decodable, Sendable {
    init(from decoder: any Decoder) throws {
        _ = try decoder.container(keyedBy: Key.self)
    }

    private enum Key: CodingKey {}
}
