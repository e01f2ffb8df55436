// SPDX-License-Identifier: Apache-2.0

extension AWSClient {
    /// The settings of a client that come from its surroundings.
    public struct Configuration: Sendable, Equatable {
        /// The region of every service that is not given one of its own.
        public var region: String

        /// How often one call may be sent in all, 1 to 10.
        public var maximumAttempts: Int

        /// What is left of the time before ``CallDeadline/current`` for the caller to record and report a failure.
        public var deadlineReserve: Duration

        /// The first token of `User-Agent`, which CloudTrail records: a product name and version.
        public var product: String

        /// `AWS_SDK_UA_APP_ID`: what the operator calls this installation, for `User-Agent`.
        public var applicationID: String?

        /// `AWS_EXECUTION_ENV`: what runs the program, for `User-Agent`.
        public var executionEnvironment: String?

        /// Whether the trace of the current invocation is passed on, so that Lambda can notice a loop of functions.
        public var sendsTraceID: Bool

        /// Creates settings; the defaults are the SDKs' own.
        public init(
            region: String,
            maximumAttempts: Int = 3,
            deadlineReserve: Duration = .seconds(1),
            product: String = "hourglass/1.0",
            applicationID: String? = nil,
            executionEnvironment: String? = nil,
            sendsTraceID: Bool = false
        ) {
            self.region = region
            self.maximumAttempts = min(max(maximumAttempts, 1), 10)
            self.deadlineReserve = deadlineReserve
            self.product = product
            self.applicationID = applicationID
            self.executionEnvironment = executionEnvironment
            self.sendsTraceID = sendsTraceID
        }
    }
}

extension AWSClient.Configuration {
    /// Reads the variables AWS's own tools read: `AWS_REGION` (or `AWS_DEFAULT_REGION`, or the profile's),
    /// `AWS_MAX_ATTEMPTS`, `AWS_SDK_UA_APP_ID`, `AWS_EXECUTION_ENV` and `AWS_LAMBDA_FUNCTION_NAME`.
    ///
    /// - Throws: ``ConfigurationError`` naming the variable that cannot be used.
    public init(environment: [String: String]) throws(ConfigurationError) {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        self.init(
            region: try DefaultRegion.region(environment: environment),
            maximumAttempts: try Self.maximumAttempts(value("AWS_MAX_ATTEMPTS")),
            applicationID: value("AWS_SDK_UA_APP_ID"),
            executionEnvironment: value("AWS_EXECUTION_ENV"),
            sendsTraceID: value("AWS_LAMBDA_FUNCTION_NAME") != nil
        )
    }

    private static func maximumAttempts(_ text: String?) throws(ConfigurationError) -> Int {
        guard let text else { return 3 }
        guard let number = Int(text), (1...10).contains(number) else {
            throw ConfigurationError(
                "AWS_MAX_ATTEMPTS is '\(SafeText.line(text, limit: 40))'; "
                    + "write a whole number from 1 to 10, or remove it for the default of 3."
            )
        }
        return number
    }
}
