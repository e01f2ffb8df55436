// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import Synchronization
import Testing

/// How far the audit table has been read.
final class AuditStreamReader: Sendable {
    struct State {
        /// The places of the records in the stream, by their event ids.
        var numbers: [String: Int] = [:]
        /// What each alias has been told.
        var told: [String: Set<String>] = [:]
    }

    let state = Mutex(State())
}

/// The audit table's stream, which the local AWS brings to no process on this machine.
extension GatewayBed {
    /// A record of the table with its place in the stream.
    private struct Place {
        let id: String
        let number: String
        let record: Item
    }

    /// Brings what is new in the audit table to the Gateway; false if it could not tell all of it, and then the rest comes
    /// again the next time.
    func tellOfRecords(by alias: String) async throws -> Bool {
        try await bringRecords(by: alias) == nil
    }

    /// Brings what is new in the audit table in one batch, as Notify does, and returns the event id of the record that the
    /// Gateway could not tell of; nil if there is none.
    ///
    /// - Parameters:
    ///   - alias: by which Notify brings it.
    ///   - again: Brings what has been told as well.
    func bringRecords(by alias: String, again: Bool = false) async throws -> String? {
        let places = try await places(of: alias, again: again)
        let event: [String: Any] = ["Records": try places.map { try Self.streamed($0) }]
        let request = InvocationRequest(
            event: try JSONSerialization.data(withJSONObject: event),
            functionARN: "\(arn):\(alias)"
        )
        switch try await gateway.perform(request).outcome {
        case .success:
            stream.state.withLock { $0.told[alias, default: []].formUnion(places.map(\.id)) }
            return nil
        case .functionError(let error):
            // Lambda brings the whole batch again; the Gateway remembers what it has told.
            let sentence = error.message
            return try #require(
                places.first { sentence.contains(" of \($0.id) could not be told") }?.id,
                "the Gateway names no record of this batch: \(sentence)"
            )
        default:
            Issue.record("the Gateway did not answer")
            return nil
        }
    }

    private func places(of alias: String, again: Bool) async throws -> [Place] {
        let records = try await bed.ledger.trails().flatMap(\.records)
        return stream.state.withLock { state in
            records.compactMap { record in
                let id = "\(record["request_id"]?.stringValue ?? "")/\(record["sequence"]?.integerValue ?? 0)"
                let number = state.numbers[id] ?? state.numbers.count + 1
                state.numbers[id] = number
                guard again || state.told[alias]?.contains(id) != true else { return nil }
                return Place(id: id, number: "44215845000000000174504\(39_000 + number)", record: record)
            }
        }
    }

    /// As DynamoDB has it: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html.
    private static func streamed(_ place: Place) throws -> [String: Any] {
        let image = place.record.compactMapValues { value -> [String: String]? in
            if let text = value.stringValue { return ["S": text] }
            return value.integerValue.map { ["N": String($0)] }
        }
        try #require(image.count == place.record.count, "an attribute is neither text nor a number")
        let change: [String: Any] = [
            "ApproximateCreationDateTime": 1_795_239_533.0,
            "Keys": ["request_id": image["request_id"], "sequence": image["sequence"]],
            "NewImage": image, "SequenceNumber": place.number, "SizeBytes": 512, "StreamViewType": "NEW_AND_OLD_IMAGES",
        ]
        return [
            "eventID": "c4ca4238a0b923820dcc509a6f75849b", "eventName": "INSERT", "eventVersion": "1.1",
            "eventSource": "aws:dynamodb", "awsRegion": "us-east-1", "dynamodb": change,
            "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/audit/stream/2026-11-21T00:00:00.000",
        ]
    }
}
