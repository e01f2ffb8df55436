// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// What a function is launched with.
public struct FunctionConfiguration: Sendable {
    /// The function's name, such as `Grant`.
    public var name: String
    /// Its executable, which on the platform is called `bootstrap`.
    public var executable: URL
    /// The value of `_HANDLER`.
    public var handler: String
    /// The memory it may use, in MB. Told to the function, not enforced.
    public var memorySize: Int
    /// Its configuration and credentials, added to what the platform sets.
    public var environment: [String: String]
    /// How long it may take until it asks for the first event; the platform gives 10 seconds.
    public var initLimit: Duration
    /// How long it may live on after it reported that it could not start.
    public var exitGrace: Duration
    /// Waits for the limits; tests decide themselves when one is reached.
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// A configuration with the platform's defaults.
    public init(
        name: String,
        executable: URL,
        handler: String = "bootstrap",
        memorySize: Int = 128,
        environment: [String: String] = [:],
        initLimit: Duration = .seconds(10),
        exitGrace: Duration = .seconds(2)
    ) {
        self.name = name
        self.executable = executable
        self.handler = handler
        self.memorySize = memorySize
        self.environment = environment
        self.initLimit = initLimit
        self.exitGrace = exitGrace
    }

    /// The ARN that an unqualified invocation has, in an account that does not exist.
    public var arn: String { "arn:aws:lambda:\(region):123456789012:function:\(name)" }

    private var region: String { environment["AWS_REGION"] ?? "us-east-1" }

    /// All of the environment of the process.
    ///
    /// - Parameters:
    ///   - runtimeAPI: Where the Runtime API listens, `host:port`.
    ///   - logStream: The name of the log stream, one for each process.
    public func processEnvironment(runtimeAPI: String, logStream: String) -> [String: String] {
        var variables = [
            "AWS_DEFAULT_REGION": region,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": String(memorySize),
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/\(name)",
            "AWS_LAMBDA_LOG_STREAM_NAME": logStream,
            "AWS_REGION": region,
            "LAMBDA_RUNTIME_DIR": "/var/runtime",
            "LAMBDA_TASK_ROOT": executable.absoluteURL.deletingLastPathComponent().path,
            "LANG": "en_US.UTF-8",
            "PATH": "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
            "TZ": ":UTC",
            "_HANDLER": handler,
        ]
        variables.merge(environment) { _, given in given }
        // Without this the function would not be run by us at all.
        variables["AWS_LAMBDA_RUNTIME_API"] = runtimeAPI
        return variables
    }

    /// A name in the platform's form, `2026/01/31/[$LATEST]` and 32 hexadecimal digits.
    static func logStream(date: Date, id: UUID) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let day = calendar.dateComponents([.year, .month, .day], from: date)
        let digits = id.uuidString.lowercased().replacing("-", with: "")
        return String(format: "%04d/%02d/%02d/", day.year ?? 0, day.month ?? 0, day.day ?? 0) + "[$LATEST]\(digits)"
    }
}
