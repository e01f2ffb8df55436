// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What the stream of the audit table hands over: new records, as DynamoDB writes them.
///
/// See https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html.
enum AuditStream {
    /// A place in the stream, and what happened there.
    struct Record: Equatable {
        /// What the stream is told if it should come again; empty if it has none.
        let sequenceNumber: String

        /// Nil if it is no record of ours.
        let event: LifecycleEvent?
    }

    /// The new records, in their order. What was changed or removed is none: nobody may do that to the audit table.
    ///
    /// - Returns: nil if it is no event of a stream, so that nobody takes it for one without records.
    static func records(_ event: [UInt8]) -> [Record]? {
        guard let value = try? JSONValue(parsing: event), case .array(let elements)? = value["Records"] else {
            return nil
        }
        return elements.compactMap { record -> Record? in
            let name = record["eventName"]
            if record["eventSource"] == "aws:dynamodb", name == "MODIFY" || name == "REMOVE" { return nil }
            guard record["eventSource"] == "aws:dynamodb", name == "INSERT", let change = record["dynamodb"],
                let number = change["SequenceNumber"]?.text
            else { return Record(sequenceNumber: "", event: nil) }
            return Record(sequenceNumber: number, event: happening(change["NewImage"]?.members ?? [:]))
        }
    }

    private static func happening(_ image: [String: JSONValue]) -> LifecycleEvent? {
        var attributes: [String: JSONValue] = [:]
        for (name, value) in image {
            // Every attribute of a record is a string or a whole number.
            if let text = value["S"]?.text {
                attributes[name] = .string(text)
            } else if let number = value["N"]?.text.flatMap(Int64.init) {
                attributes[name] = .integer(number)
            } else {
                return nil
            }
        }
        guard let record = AuditRecord(stored: attributes),
            let moment = attributes["timestamp"]?.text.flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        return LifecycleEvent(record, at: moment)
    }
}
