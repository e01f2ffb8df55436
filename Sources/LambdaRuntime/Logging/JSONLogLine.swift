// SPDX-License-Identifier: Apache-2.0

import Logging

/// A record as a JSON object: `timestamp`, `level`, `message`, `logger`, `requestId`, `tenantId`, then the metadata.
enum JSONLogLine {
    static func bytes(_ record: LogRecord, limits: LogLimits) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member(LogKey.timestamp, Timestamp.text(record.date))
            json.member(LogKey.level, record.level.lambdaName)
            json.member(LogKey.message, record.message, limit: limits.message)
            json.member(LogKey.logger, record.logger, limit: limits.value)
            if let requestID = record.requestID {
                json.member(LogKey.requestID, requestID, limit: limits.value)
            }
            if let tenantID = record.tenantID {
                json.member(LogKey.tenantID, tenantID, limit: limits.value)
            }
            if limits.isTruncated {
                json.key(LogKey.truncated)
                json.literal("true")
            }
            if limits.hasFields {
                write(record.fields, to: &json, limit: limits.value)
            }
        }
        return json.bytes
    }

    private static func write(
        _ fields: [(key: String, value: Logger.MetadataValue)],
        to json: inout JSONWriter,
        limit: Int
    ) {
        for field in fields {
            json.key(field.key)
            write(field.value, to: &json, limit: limit)
        }
    }

    private static func write(_ value: Logger.MetadataValue, to json: inout JSONWriter, limit: Int) {
        switch value {
        case .string(let text):
            json.string(text, limit: limit)
        case .stringConvertible(let value):
            if let literal = literal(value) {
                json.literal(literal)
            } else {
                json.string(value.description, limit: limit)
            }
        case .dictionary(let members):
            let sorted = members.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
            json.object { write(sorted, to: &$0, limit: limit) }
        case .array(let elements):
            json.array { json in
                for element in elements {
                    write(element, to: &json, limit: limit)
                }
            }
        }
    }

    /// What JSON has a literal for, so that queries can compare numbers.
    private static func literal(_ value: any CustomStringConvertible) -> String? {
        switch value {
        case let flag as Bool: flag ? "true" : "false"
        case let number as any BinaryInteger: "\(number)"
        case let number as Double where number.isFinite: "\(number)"
        default: nil
        }
    }
}
