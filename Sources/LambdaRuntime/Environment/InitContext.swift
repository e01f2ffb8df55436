// SPDX-License-Identifier: Apache-2.0

public import HTTPTransport
public import Logging

/// What a function has to start with, before the first invocation.
public struct InitContext: Sendable, CustomStringConvertible, CustomReflectable {
    /// What Lambda says about the function.
    public let environment: RuntimeEnvironment

    /// Every environment variable, the function's own settings among them, and its credentials too: never log it whole.
    public let variables: [String: String]

    /// The transport that the runtime itself uses, to be shared with the function's own calls.
    public let transport: any Transport

    /// A logger for what happens outside an invocation.
    public let logger: Logger

    /// Creates a context; the runtime does, and so do tests of a function's start.
    public init(
        environment: RuntimeEnvironment,
        variables: [String: String],
        transport: any Transport,
        logger: Logger
    ) {
        self.environment = environment
        self.variables = variables
        self.transport = transport
        self.logger = logger
    }

    /// The function's name. The variables hold credentials and are not shown.
    public var description: String { "InitContext(\(environment.functionName ?? "unnamed"))" }

    /// Nothing: `dump` shows no variables.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
