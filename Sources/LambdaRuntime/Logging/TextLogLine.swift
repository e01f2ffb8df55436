// SPDX-License-Identifier: Apache-2.0

import Logging

/// A record for people, on one line whatever is in it:
///
///     2026-11-21T02:18:23.855Z WARN 8476a536-e9f4-11e8-9739-2dfe598c3fcd lambda: Trying again attempt=2
enum TextLogLine {
    static func bytes(_ record: LogRecord, limits: LogLimits) -> [UInt8] {
        var line = "\(Timestamp.text(record.date)) \(record.level.lambdaName) "
        append(record.requestID ?? "-", to: &line, limit: limits.value)
        line += " "
        append(record.logger, to: &line, limit: limits.value)
        line += ": "
        append(record.message, to: &line, limit: limits.message)
        if let tenantID = record.tenantID {
            appendField(LogKey.tenantID, tenantID, to: &line, limit: limits.value)
        }
        if limits.isTruncated {
            appendField(LogKey.truncated, "true", to: &line, limit: limits.value)
        }
        if limits.hasFields {
            for field in record.fields {
                appendField(field.key, field.value.description, to: &line, limit: limits.value)
            }
        }
        return Array(line.utf8)
    }

    private static func appendField(_ key: String, _ value: String, to line: inout String, limit: Int) {
        line += " "
        append(key, to: &line, limit: .max)
        line += "="
        let isPlain = !value.isEmpty && !value.utf8.contains { $0 <= 0x20 || $0 == UInt8(ascii: "\"") }
        if !isPlain { line += "\"" }
        append(value, to: &line, limit: limit, escapingQuotes: !isPlain)
        if !isPlain { line += "\"" }
    }

    private static func append(
        _ text: String,
        to line: inout String,
        limit: Int,
        escapingQuotes: Bool = false
    ) {
        let start = line.utf8.count
        for scalar in text.unicodeScalars {
            guard line.utf8.count - start < limit else {
                line += "…"
                return
            }
            switch scalar {
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case "\"" where escapingQuotes, "\\" where escapingQuotes: line += "\\\(scalar)"
            case _ where scalar.breaksLines: line += "\\u\(scalar.fourHexDigits)"
            default: line.unicodeScalars.append(scalar)
            }
        }
    }
}
