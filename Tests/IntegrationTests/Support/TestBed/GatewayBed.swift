// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import Synchronization
import Testing

/// The Gateway beside Grant and Revoke of a ``TestBed``, with Lambda's queue between them.
final class GatewayBed: Sendable {
    /// An answer of the Gateway's URL.
    struct Answer {
        let status: Int
        let body: String

        /// A member of the body that is text.
        func text(_ name: String) -> String? {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])?[name] as? String
        }
    }

    let bed: TestBed
    let gateway: LocalFunction
    let arn: String

    /// What the audit table's stream has brought.
    let stream = AuditStreamReader()
    private let api: LocalInvokeAPI
    private let failed: FailureList
    private let lines: LineList

    private final class FailureList: Sendable {
        let all = Mutex<[LocalInvokeAPI.Failure]>([])
    }

    private final class LineList: Sendable {
        let all = Mutex<[String]>([])
    }

    /// - Parameter more: the Gateway's variables, which may name Grant and Revoke by ``alias(_:_:)``.
    init(_ bed: TestBed, _ more: [String: String]) async throws {
        self.bed = bed
        let failures = FailureList()
        failed = failures
        let lines = LineList()
        self.lines = lines
        api = LocalInvokeAPI(queue: LocalInvokeAPI.Queue(pause: .milliseconds(50))) { failure in
            failures.all.withLock { $0.append(failure) }
        }
        let url = try await api.start()
        let table = "jit-access-gateway-\(UUID().uuidString.lowercased())"
        _ = try await bed.client.setUp(
            .dynamoDB,
            "CreateTable",
            [
                "TableName": "\(table)", "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [["AttributeName": "memory_key", "AttributeType": "S"]],
                "KeySchema": [["AttributeName": "memory_key", "KeyType": "HASH"]],
            ]
        )
        var variables = bed.variables
        variables.merge(["AWS_ENDPOINT_URL_LAMBDA": url, "GATEWAY_TABLE": table]) { $1 }
        variables.merge(more) { $1 }
        let configuration = TestBed.configuration("Gateway", variables)
        arn = configuration.arn
        gateway = LocalFunction(configuration) { line in lines.all.withLock { $0.append(line) } }
        await api.add(bed.grant, named: "Grant", arn: TestBed.configuration("Grant", bed.variables).arn)
        await api.add(bed.revoke, named: "Revoke", arn: TestBed.configuration("Revoke", bed.variables).arn)
        await api.add(gateway, named: "Gateway", arn: arn)
    }

    /// Grant or Revoke by an alias.
    static func alias(_ name: String, of function: String, _ bed: TestBed) -> String {
        "\(TestBed.configuration(function, bed.variables).arn):\(name)"
    }

    func end() async {
        await api.stop()
        await gateway.stop()
    }

    /// The next invocation finds another container.
    func restart() async { await gateway.stop() }

    var failures: [LocalInvokeAPI.Failure] {
        get async { failed.all.withLock { $0 } }
    }

    var log: [String] {
        get async { lines.all.withLock { $0 } }
    }

    func send(_ call: PublicURLEvent) async throws -> Answer {
        let id = UUID().uuidString.lowercased()
        let request = InvocationRequest(event: try call.json(requestID: id), requestID: id, functionARN: "\(arn):url")
        guard case .success(let data) = try await gateway.perform(request).outcome,
            let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        else {
            Issue.record("the Gateway did not answer")
            return Answer(status: 0, body: "")
        }
        return Answer(status: answer["statusCode"] as? Int ?? 0, body: answer["body"] as? String ?? "")
    }

    /// What the schedule brings by every minute.
    ///
    /// - Returns: Whether it went well.
    func minute() async throws -> Bool {
        let event = Data(#"{"source":"aws.events","detail-type":"Scheduled Event"}"#.utf8)
        if case .success = try await gateway.perform(InvocationRequest(event: event, functionARN: arn)).outcome {
            return true
        }
        return false
    }

    /// Waits until what was put into the queue has been done.
    func settle() async { await api.drain() }
}
