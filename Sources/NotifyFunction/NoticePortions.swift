// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// New records, in portions that fit into a queue.
enum NoticePortions {
    /// A record is told in some seconds at worst, and a portion within the time of one invocation.
    static let records = 10

    /// Less than Lambda takes for an event that nobody waits for, which is 256 KiB.
    static let bytes = 200_000

    struct Portion {
        /// Where the stream is to begin again if it cannot be handed over.
        let sequenceNumber: String
        let payload: [UInt8]
    }

    /// Records in their order. One that alone is too large is left out: a record of ours is a tenth of that at most.
    static func of(_ records: [StreamRecord]) -> (portions: [Portion], tooLarge: [StreamRecord]) {
        var portions: [Portion] = []
        var tooLarge: [StreamRecord] = []
        var texts: [String] = []
        var first: String?
        var size = 0
        func close() {
            if let place = first {
                let payload = #"{"Records":["# + texts.joined(separator: ",") + "]}"
                portions.append(Portion(sequenceNumber: place, payload: Array(payload.utf8)))
            }
            (texts, first, size) = ([], nil, 0)
        }
        for record in records {
            let text = record.json.canonicalText
            guard text.utf8.count <= bytes else {
                tooLarge.append(record)
                continue
            }
            if texts.count == Self.records || size + text.utf8.count > bytes { close() }
            texts.append(text)
            size += text.utf8.count
            first = first ?? record.sequenceNumber
        }
        close()
        return (portions, tooLarge)
    }
}
