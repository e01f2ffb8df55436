// SPDX-License-Identifier: Apache-2.0

/// Puts a response together from what libcurl delivers, within limits.
///
/// libcurl delivers header lines one by one, also those of interim responses (1xx) before the final one and trailer
/// fields after the body.
struct ResponseCollector {
    /// Why the exchange has to end.
    enum Violation: Equatable {
        case headersTooLarge
        case bodyTooLarge(limit: Int)
        case malformedHeader
    }

    /// The longest that all header lines of an exchange may be together, in bytes.
    static let maximumHeaderBytes = 64 * 1024

    private enum Phase {
        case statusLine
        case fields
        case body
    }

    private let maximumBodyBytes: Int
    private var phase = Phase.statusLine
    private var headerBytes = 0
    private var response = HTTPResponse(status: 0)

    private(set) var violation: Violation?

    init(maximumBodyBytes: Int) {
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// The final response, once its header is complete. Whether the body is complete only libcurl knows.
    var complete: HTTPResponse? {
        phase == .body ? response : nil
    }

    /// Takes one header line with its line break; false if the exchange has to end.
    mutating func receive(headerLine: UnsafeRawBufferPointer) -> Bool {
        headerBytes += headerLine.count
        guard headerBytes <= Self.maximumHeaderBytes else { return refuse(.headersTooLarge) }
        let line = String(decoding: headerLine, as: UTF8.self).prefix { $0 != "\r\n" && $0 != "\n" && $0 != "\r" }
        switch phase {
        case .statusLine:
            guard let status = Self.status(line) else { return refuse(.malformedHeader) }
            response = HTTPResponse(status: status)
            phase = .fields
        case .fields where line.isEmpty:
            phase = response.status < 200 ? .statusLine : .body
            reserveBody()
        case .fields:
            guard add(line) else { return refuse(.malformedHeader) }
        case .body:
            break  // Trailer fields. Nobody here needs them, and they must not replace header fields.
        }
        return true
    }

    /// Takes a part of the body; false if the exchange has to end.
    mutating func receive(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= maximumBodyBytes - response.body.count else {
            return refuse(.bodyTooLarge(limit: maximumBodyBytes))
        }
        response.body.append(contentsOf: bytes)
        return true
    }

    private mutating func refuse(_ violation: Violation) -> Bool {
        self.violation = violation
        return false
    }

    /// The code in a line like "HTTP/1.1 200 OK" (RFC 9112 section 4).
    private static func status(_ line: Substring) -> Int? {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/"), parts[1].utf8.count == 3, let status = Int(parts[1]),
            (100...599).contains(status)
        else { return nil }
        return status
    }

    /// Adds a field line. Continued lines, obsolete since 2014 (RFC 9112 section 5.2), are not accepted.
    private mutating func add(_ line: Substring) -> Bool {
        guard let colon = line.firstIndex(of: ":"), let first = line.first, first != " ", first != "\t" else {
            return false
        }
        let name = line[..<colon].trimmingOptionalWhitespace()
        response.headers.append(line[line.index(after: colon)...].trimmingOptionalWhitespace(), for: name)
        return true
    }

    /// Spares a large body the growing, within the limit.
    private mutating func reserveBody() {
        guard let length = response.headers["Content-Length"].flatMap({ Int($0) }), length > 0 else { return }
        response.body.reserveCapacity(min(length, maximumBodyBytes))
    }
}

extension ResponseCollector.Violation {
    /// The error for it; `label` says which exchange it was.
    func error(_ label: String) -> TransportError {
        switch self {
        case .headersTooLarge:
            let limit = ResponseCollector.maximumHeaderBytes
            return TransportError(.responseTooLarge, "\(label) failed: the response header is over \(limit) bytes.")
        case .bodyTooLarge(let limit):
            return TransportError(.responseTooLarge, "\(label) failed: the response body is over \(limit) bytes.")
        case .malformedHeader:
            return TransportError(.other, "\(label) failed: the response has a malformed header.")
        }
    }
}
