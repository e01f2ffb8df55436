// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

extension AWSClient {
    /// Makes a call of the query protocol, and returns the `<OperationResult>` element of its answer.
    func query(
        _ operation: AWSOperation,
        region: String,
        _ parameters: QueryForm = QueryForm()
    ) async throws(AWSError) -> QueryResult {
        guard case .query(let version) = operation.service.wireProtocol else {
            throw AWSError(operation, .invalidRequest, "\(operation.service.id) does not speak the query protocol")
        }
        var form = QueryForm()
        form.add("Action", operation.name)
        form.add("Version", version)
        form.add(contentsOf: parameters)
        let call = try prepare(
            operation,
            region: region,
            headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"],
            body: form.encoded
        )
        let answer = try await send(call)
        let root: XMLElement
        do throws(XMLError) {
            root = try XMLElement(parsing: answer.body)
        } catch {
            throw AWSError(operation, malformed: answer, error.description)
        }
        guard root.name == "\(operation.name)Response", let result = root.first("\(operation.name)Result") else {
            throw AWSError(operation, malformed: answer, "it has no \(operation.name)Result")
        }
        return QueryResult(element: result, operation: operation, answer: answer)
    }
}

/// The result element of a query answer.
struct QueryResult: Sendable {
    let element: XMLElement
    let operation: AWSOperation
    let answer: AWSAnswer

    /// The child `name`, whose own children are read in the same way.
    ///
    /// - Throws: ``AWSError`` of kind `malformedAnswer` if it is missing.
    func child(_ name: String) throws(AWSError) -> QueryResult {
        guard let child = element.first(name) else {
            throw AWSError(operation, malformed: answer, "it has no \(name)")
        }
        return QueryResult(element: child, operation: operation, answer: answer)
    }

    /// The text of the child `name`.
    ///
    /// - Throws: ``AWSError`` of kind `malformedAnswer` if it is missing or empty.
    func text(_ name: String) throws(AWSError) -> String {
        guard let text = element.first(name)?.text, !text.isEmpty else {
            throw AWSError(operation, malformed: answer, "it has no \(name)")
        }
        return text
    }
}
