// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import HTTPTransport
import JITAccess
import JITAccessAWS
import LocalLambda
import Testing
import Logging

/// Grant and Revoke within the test's process, with all that they have on Lambda but the clock, the chance and the
/// log: the real handlers, adapters, client and libcurl.
struct WireContainer: Sendable {
    /// How long an invocation may take, by the clock.
    static let timeLimit = Duration.seconds(60)

    private let surroundings: Surroundings
    private let directory: IdentityCenterDirectory
    private let configuration: JITAccessAWS.FunctionConfiguration
    private let policy: PolicyInForce
    private let clock: StandingClock
    private let fencing: Fencing

    /// A container that knows nothing yet.
    ///
    /// - Parameters:
    ///   - endpoints: Where the services are, as environment variables.
    ///   - attempts: How often the client sends a call.
    init(_ variables: [String: String], endpoints: [String: String], clock: StandingClock, attempts: Int) throws {
        configuration = try JITAccessAWS.FunctionConfiguration(environment: variables)
        policy = PolicyFile.load(configuration)
        self.clock = clock
        let client = try LocalAWS.client(
            endpoints: endpoints,
            attempts: attempts,
            transport: { LateTransport(base: $0, clock: clock) },
            effects: AWSClient.Effects(
                now: { clock.date },
                sleep: { clock.advance(by: $0) },
                random: { 0.5 }
            )
        )
        directory = IdentityCenterDirectory(client, configuration: configuration)
        fencing = Fencing(configuration.fence, fencer: directory.fencer)
        surroundings = Surroundings(
            ledger: DynamoDBLedger(client, configuration: configuration),
            directory: directory,
            alerts: configuration.alertTopicARN.map { SNSAlerts(client, topicARN: $0) } ?? LoggedAlerts(SilentLog()),
            clock: clock,
            random: EvenChance(),
            log: SilentLog(),
            seals: KMSRequestSeals(
                client.kms,
                table: "arn:aws:dynamodb:\(client.region):123456789012:table/\(configuration.stateTable)",
                key: try #require(configuration.sealKey),
                oldKeys: []
            ),
            protectedAccounts: ProtectedAccounts(own: AccountID("123456789012"), named: []),
            legacyRows: configuration.legacyRows,
            roles: IAMRoleDirectory(client.iam, clock: clock)
        )
    }

    /// Does what Lambda would have the function do.
    func invoke(_ function: WireFunction, _ request: InvocationRequest) async throws -> FunctionAnswer {
        let invocation = Invocation(
            requestID: request.requestID,
            deadline: clock.now() + Self.timeLimit,
            channel: Channel(invokedFunctionARN: request.functionARN),
            functionAccount: AccountID(functionARN: request.functionARN)
        )
        let deadline = clock.date.addingTimeInterval(Self.timeLimit / .seconds(1))
        let answer = await CallDeadline.$current.withValue(deadline) {
            await handle(function, Array(request.event), invocation)
        }
        return try FunctionAnswer(.success(Data(answer.json.utf8)))
    }

    private func handle(_ function: WireFunction, _ event: [UInt8], _ invocation: Invocation) async -> Answer {
        switch function {
        case .grant:
            await GrantHandler(
                surroundings: surroundings,
                creator: directory.creator,
                setMaker: directory.setMaker,
                policy: policy,
                rules: configuration.rules
            ).handle(event, invocation: invocation)
        case .revoke:
            await RevokeHandler(
                surroundings: surroundings,
                remover: directory.remover,
                setDeleter: directory.setDeleter,
                fencing: fencing,
                policy: policy,
                defaultPermissionSet: configuration.defaultPermissionSet,
                survey: directory.survey
            ).handle(event, invocation: invocation)
        }
    }

    private struct SilentLog: Diagnostics {
        func info(_ message: String) {}
        func warning(_ message: String) {}
        func error(_ message: String) {}
    }
}

/// The functions by name.
enum WireFunction: String, Sendable {
    case grant = "Grant"
    case revoke = "Revoke"
}
