// SPDX-License-Identifier: Apache-2.0

public import AWSClient
public import JITAccess

/// What Grant and Revoke are told by their environment; read and checked once, at INIT.
public struct FunctionConfiguration: Sendable, Equatable {
    public let stateTable: String
    public let auditTable: String

    /// Where alerts go; without it they are only logged.
    public let alertTopicARN: String?

    /// The EventBridge bus that events go to, by name or ARN; without it none are sent.
    public let eventBus: String?

    public let rules: RequestRules

    /// Where the policy is: `POLICY_FILE`, or `policy.json` beside the function's executable.
    public let policyFile: String

    /// The home region of IAM Identity Center.
    public let identityCenterRegion: String

    /// The Identity Center instance; looked up once a container if it is not given.
    public let instanceARN: String?

    /// The Identity Store of that instance; looked up with it.
    public let identityStoreID: String?

    /// The accounts, beside that of the functions and the one that manages the organization, on which only a rule that
    /// names them by their ids lends anything.
    public let protectedAccounts: Set<AccountID>

    /// Where people sign in; answers name it.
    public let accessPortalURL: String?

    /// Whether sessions that are open when access ends are ended too.
    public let fence: Fencing.Mode

    /// Whether rows of the published sample are adopted: for the length of a migration.
    public let legacyRows: LegacyRows.Mode

    /// How many calls of Identity Center a reconcile may make in a second.
    public let reconcileCallsPerSecond: Int

    /// The HMAC key by which Grant seals what a later invocation is to believe; without it nothing can wait.
    public let sealKey: String?

    /// The keys before it, by which seals are still verified.
    public let oldSealKeys: [String]

    /// Reads the variables of README's configuration table.
    ///
    /// - Throws: ``ConfigurationError`` naming the variable that is wrong and what would be right.
    public init(environment: [String: String]) throws(ConfigurationError) {
        let variables = EnvironmentReader(environment)
        stateTable = try variables.tableName("STATE_TABLE", default: "jit-access-state")
        auditTable = try variables.tableName("AUDIT_TABLE", default: "jit-access-audit")
        alertTopicARN = try variables.topicARN("ALERT_TOPIC_ARN")
        eventBus = try variables.text(
            "EVENT_BUS_NAME",
            expected: "the name or ARN of an EventBridge bus, such as default",
            AWSNames.isEventBus
        )
        rules = try Self.rules(variables)
        let region = try AWSClient.Configuration(environment: environment).region
        policyFile = try Self.policyFile(variables)
        identityCenterRegion =
            try variables.text(
                "IDENTITY_CENTER_REGION",
                expected: "a region such as eu-central-1",
                AWSNames.isRegion
            ) ?? region
        instanceARN = try variables.text(
            "INSTANCE_ARN",
            expected: "the ARN of an Identity Center instance",
            AWSNames.isInstanceARN
        )
        identityStoreID = try variables.text(
            "IDENTITY_STORE_ID",
            expected: "an id such as d-1234567890",
            AWSNames.isIdentityStoreID
        )
        fence = try variables.choice("FENCE", Fencing.Mode.self) ?? .on
        legacyRows = try variables.choice("ADOPT_LEGACY_ROWS", LegacyRows.Mode.self) ?? .off
        reconcileCallsPerSecond = try variables.count("RECONCILE_CALLS_PER_SECOND", in: 1...1000) ?? CallPacer.usual
        sealKey = try variables.text("SEAL_KEY", expected: AWSNames.keyExpectation, AWSNames.isKey)
        let oldKeys = try variables.text(
            "SEAL_KEYS_OLD",
            expected: "up to \(Self.maximumOldSealKeys) keys with commas between them, each \(AWSNames.keyExpectation)"
        ) { text in
            let keys = text.split(separator: ",", omittingEmptySubsequences: false)
            return keys.count <= Self.maximumOldSealKeys && keys.allSatisfy { AWSNames.isKey(String($0)) }
        }
        oldSealKeys = (oldKeys ?? "").split(separator: ",").map(String.init)
        let protected = try variables.text(
            "PROTECTED_ACCOUNTS",
            expected: "account ids of twelve digits with commas between them"
        ) { text in
            text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { AccountID(String($0)) != nil }
        }
        protectedAccounts = Set((protected ?? "").split(separator: ",").compactMap { AccountID(String($0)) })
        accessPortalURL = try variables.text("ACCESS_PORTAL_URL", expected: "an https URL") { text in
            text.hasPrefix("https://") && text.utf8.count > 8 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        }
    }

    /// Each is one more call for a seal that no newer key has made.
    private static let maximumOldSealKeys = 4

    private static func policyFile(_ variables: EnvironmentReader) throws(ConfigurationError) -> String {
        if let given = try variables.text("POLICY_FILE", expected: "the path of a policy file", { _ in true }) {
            return given
        }
        guard let folder = try variables.text("LAMBDA_TASK_ROOT", expected: "a folder", { _ in true }) else {
            throw ConfigurationError("POLICY_FILE must name the policy file; outside Lambda it has no default.")
        }
        return "\(folder)/policy.json"
    }

    private static func rules(_ variables: EnvironmentReader) throws(ConfigurationError) -> RequestRules {
        let defaultSet = try variables.permissionSet("DEFAULT_PERMISSION_SET") ?? "AdministratorAccess"
        let maximum = try variables.hours("MAX_DURATION_HOURS") ?? .maximum
        // A lower maximum lowers what a request that names no duration gets.
        let standard = try variables.hours("DEFAULT_DURATION_HOURS") ?? min(maximum, .oneDay)
        guard standard <= maximum else {
            throw ConfigurationError("DEFAULT_DURATION_HOURS must not be more than MAX_DURATION_HOURS.")
        }
        return RequestRules(
            defaultPermissionSet: defaultSet,
            defaultDuration: standard,
            maximumDuration: maximum,
            maximumOpenRequests: try variables.count("MAX_OPEN_REQUESTS", in: 1...1000)
                ?? RequestRules.usualOpenRequests
        )
    }
}
