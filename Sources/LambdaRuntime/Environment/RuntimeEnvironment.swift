// SPDX-License-Identifier: Apache-2.0

/// What Lambda tells a runtime through environment variables.
///
/// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html.
public struct RuntimeEnvironment: Sendable, Equatable {
    /// `AWS_LAMBDA_RUNTIME_API`: the host and port of the Runtime API.
    public let runtimeAPI: String

    /// `_HANDLER`: the function's handler setting, free for the program to use.
    public let handlerName: String?

    /// `AWS_LAMBDA_FUNCTION_NAME`
    public let functionName: String?

    /// `AWS_LAMBDA_FUNCTION_VERSION`
    public let functionVersion: String?

    /// `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`, in MB.
    public let memoryMegabytes: Int?

    /// `AWS_LAMBDA_LOG_GROUP_NAME`
    public let logGroup: String?

    /// `AWS_LAMBDA_LOG_STREAM_NAME`
    public let logStream: String?

    /// `AWS_LAMBDA_INITIALIZATION_TYPE`: `on-demand`, `provisioned-concurrency` and others.
    public let initializationType: String?

    /// `AWS_LAMBDA_MAX_CONCURRENCY`: how many events Lambda would hand to one process at a time, at least 1.
    public let maximumConcurrency: Int

    /// Reads `variables`. An empty variable counts as missing.
    ///
    /// - Throws: ``RuntimeEnvironmentError`` if there is no Runtime API to talk to. Nothing else is needed to work, so
    ///   nothing else is a reason not to start.
    public init(_ variables: [String: String]) throws(RuntimeEnvironmentError) {
        func text(_ name: String) -> String? {
            variables[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        func positive(_ name: String) -> Int? {
            text(name).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        }
        guard let runtimeAPI = text("AWS_LAMBDA_RUNTIME_API") else { throw .notInLambda }
        guard Self.isAuthority(runtimeAPI) else { throw .malformedRuntimeAPI }
        self.runtimeAPI = runtimeAPI
        handlerName = text("_HANDLER")
        functionName = text("AWS_LAMBDA_FUNCTION_NAME")
        functionVersion = text("AWS_LAMBDA_FUNCTION_VERSION")
        memoryMegabytes = positive("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        logGroup = text("AWS_LAMBDA_LOG_GROUP_NAME")
        logStream = text("AWS_LAMBDA_LOG_STREAM_NAME")
        initializationType = text("AWS_LAMBDA_INITIALIZATION_TYPE")
        maximumConcurrency = positive("AWS_LAMBDA_MAX_CONCURRENCY") ?? 1
    }

    /// Whether `text` is a host name or IPv4 address, or an IPv6 address in brackets, with or without a port. Anything
    /// else, such as a scheme, a path or a user name, would make another URL than the one meant.
    private static func isAuthority(_ text: String) -> Bool {
        var host = Substring(text)
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            let port = text[text.index(after: colon)...]
            guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port),
                (1...65_535).contains(number)
            else { return false }
            host = text[..<colon]
        }
        let isAddress = host.hasPrefix("[") && host.hasSuffix("]")
        let name = isAddress ? host.dropFirst().dropLast() : host
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"): true
                case UInt8(ascii: ":"): isAddress
                default: byte == UInt8(ascii: "_") && !isAddress
                }
            }
    }
}

/// Why an environment is none to run a function in.
public enum RuntimeEnvironmentError: Error, Sendable, Equatable {
    /// `AWS_LAMBDA_RUNTIME_API` is not set.
    case notInLambda
    /// `AWS_LAMBDA_RUNTIME_API` is not a host with a port.
    case malformedRuntimeAPI
}
