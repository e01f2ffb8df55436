// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationNetworking

/// A runtime made of single HTTP calls, to hold each of them against the Runtime API.
struct HTTPRuntime {
    let address: String

    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: Data

        var json: [String: String]? { try? JSONDecoder().decode([String: String].self, from: body) }
    }

    func next() async throws -> Answer { try await call("GET", "runtime/invocation/next") }

    func respond(to requestID: String, _ body: Data = Data("{}".utf8), headers: [String: String] = [:]) async throws
        -> Answer
    {
        try await call("POST", "runtime/invocation/\(requestID)/response", body: body, headers: headers)
    }

    func fail(_ requestID: String, _ body: Data = Data("{}".utf8), headers: [String: String] = [:]) async throws
        -> Answer
    {
        try await call("POST", "runtime/invocation/\(requestID)/error", body: body, headers: headers)
    }

    func failInit(_ body: Data = Data("{}".utf8), headers: [String: String] = [:]) async throws -> Answer {
        try await call("POST", "runtime/init/error", body: body, headers: headers)
    }

    func call(
        _ method: String,
        _ path: String,
        body: Data? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        guard let url = URL(string: "http://\(address)/2018-06-01/\(path)") else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let session = URLSession(configuration: .ephemeral)
        defer { session.finishTasksAndInvalidate() }
        let (data, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        var fields: [String: String] = [:]
        for (name, value) in response.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
        return Answer(status: response.statusCode, headers: fields, body: data)
    }
}
