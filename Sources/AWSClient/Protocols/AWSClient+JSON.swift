// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTransport

extension AWSClient {
    /// Makes a call of the json 1.0 or 1.1 protocol, the service's own.
    ///
    /// Members of the answer that `Output` does not have are ignored; dates are seconds since 1970.
    func json<Output: Decodable>(
        _ operation: AWSOperation,
        region: String,
        _ input: some Encodable,
        as output: Output.Type
    ) async throws(AWSError) -> Output {
        guard case .json(let version, let targetPrefix) = operation.service.wireProtocol else {
            throw AWSError(operation, .invalidRequest, "\(operation.service.id) does not speak JSON")
        }
        let call = try prepare(
            operation,
            region: region,
            headers: [
                "Content-Type": "application/x-amz-json-\(version)",
                "X-Amz-Target": "\(targetPrefix).\(operation.name)",
            ],
            body: try JSONBody.encode(input, operation)
        )
        return try JSONBody.decode(output, try await send(call), operation)
    }
}

/// Bodies of the json protocols.
enum JSONBody {
    /// `input` as JSON. Keys are sorted, so that equal inputs make equal bodies.
    static func encode(_ input: some Encodable, _ operation: AWSOperation) throws(AWSError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(input))
        } catch {
            var problem = ""
            if case .invalidValue(_, let context) = error as? EncodingError {
                problem = ": \(context.debugDescription)"
            }
            throw AWSError(operation, .invalidRequest, "the input cannot be written as JSON\(problem)")
        }
    }

    /// The output in `answer`. Operations without one may answer with nothing at all.
    static func decode<Output: Decodable>(
        _ output: Output.Type,
        _ answer: AWSAnswer,
        _ operation: AWSOperation
    ) throws(AWSError) -> Output {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        let body = answer.body.isEmpty ? Array("{}".utf8) : answer.body
        do {
            return try decoder.decode(output, from: Data(body))
        } catch {
            throw AWSError(operation, malformed: answer, problem(error, body))
        }
    }

    /// Where and how the answer differs, without a value from it: that may be confidential.
    private static func problem(_ error: any Error, _ body: [UInt8]) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context): return "it has no \(path(context.codingPath + [key]))"
        case .valueNotFound(_, let context): return "\(path(context.codingPath)) is null"
        case .typeMismatch(let type, let context): return "\(path(context.codingPath)) is not a \(type)"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            return "\(path(context.codingPath)) cannot be read"
        default: break
        }
        // Something that is not JSON at all does not come from the service and is worth showing.
        return body.first == UInt8(ascii: "{")
            ? "it is not valid JSON" : "it is not JSON: \(SafeText.line(body, limit: 200))"
    }

    private static func path(_ path: [any CodingKey]) -> String {
        path.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
    }
}
