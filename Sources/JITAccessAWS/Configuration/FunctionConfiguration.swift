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
    public let policyFile: Result<String, ConfigurationError>

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

    /// What is wrong and is done without.
    public let faults: [SettingFault]

    /// What a function does with a setting that is wrong.
    public enum Need: Sendable {
        /// It does not start: what it gives must be what was configured.
        case everything
        /// It starts if an end of access can do without the setting, and says so: see ``faults``. An end needs the tables and
        /// where Identity Center is; nothing of these is guessed.
        case ends
    }

    /// Reads the variables of README's configuration table.
    ///
    /// A policy that cannot be found stops no function; see ``PolicyFile``.
    ///
    /// - Throws: ``ConfigurationError`` naming the variable that is wrong and what would be right.
    public init(environment: [String: String], need: Need = .everything) throws(ConfigurationError) {
        let variables = EnvironmentReader(environment)
        var reader = SettingReader(need)
        stateTable = try variables.tableName("STATE_TABLE", default: "jit-access-state")
        auditTable = try variables.tableName("AUDIT_TABLE", default: "jit-access-audit")
        let region = try AWSClient.Configuration(environment: environment).region
        identityCenterRegion =
            try variables.text(
                "IDENTITY_CENTER_REGION",
                expected: "a region such as eu-central-1",
                AWSNames.isRegion
            ) ?? region
        policyFile = Self.policyFile(variables)
        alertTopicARN = try reader.setting("ALERT_TOPIC_ARN", or: nil) { name throws(ConfigurationError) in
            try variables.topicARN(name)
        }
        eventBus = try reader.setting("EVENT_BUS_NAME", or: nil) { name throws(ConfigurationError) in
            try variables.text(
                name,
                expected: "the name or ARN of an EventBridge bus, such as default",
                AWSNames.isEventBus
            )
        }
        // Both are looked up where they are not given, and a look-up that finds several chooses none.
        instanceARN = try reader.setting("INSTANCE_ARN", or: nil) { name throws(ConfigurationError) in
            try variables.text(name, expected: "the ARN of an Identity Center instance", AWSNames.isInstanceARN)
        }
        identityStoreID = try reader.setting("IDENTITY_STORE_ID", or: nil) { name throws(ConfigurationError) in
            try variables.text(name, expected: "an id such as d-1234567890", AWSNames.isIdentityStoreID)
        }
        fence = try reader.setting("FENCE", or: .on) { name throws(ConfigurationError) in
            try variables.choice(name, Fencing.Mode.self) ?? .on
        }
        legacyRows = try reader.setting("ADOPT_LEGACY_ROWS", or: .off) { name throws(ConfigurationError) in
            try variables.choice(name, LegacyRows.Mode.self) ?? .off
        }
        reconcileCallsPerSecond = try reader.setting("RECONCILE_CALLS_PER_SECOND", or: CallPacer.usual) {
            name throws(ConfigurationError) in try variables.count(name, in: 1...1000) ?? CallPacer.usual
        }
        sealKey = try reader.setting("SEAL_KEY", or: nil) { name throws(ConfigurationError) in
            try variables.text(name, expected: AWSNames.keyExpectation, AWSNames.isKey)
        }
        oldSealKeys = try reader.setting("SEAL_KEYS_OLD", or: []) { name throws(ConfigurationError) in
            try Self.oldSealKeys(name, variables)
        }
        protectedAccounts = try reader.setting("PROTECTED_ACCOUNTS", or: []) { name throws(ConfigurationError) in
            try Self.protectedAccounts(name, variables)
        }
        accessPortalURL = try reader.setting("ACCESS_PORTAL_URL", or: nil) { name throws(ConfigurationError) in
            try variables.text(name, expected: "an https URL") { text in
                text.hasPrefix("https://") && text.utf8.count > 8 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            }
        }
        rules = try Self.rules(variables, &reader)
        faults = reader.faults
    }

    /// What an event means that names no permission set, and `@default` in the policy; nil if the setting is wrong.
    public var defaultPermissionSet: String? {
        faults.contains { $0.name == Self.defaultSet } ? nil : rules.defaultPermissionSet
    }

    private static let defaultSet = "DEFAULT_PERMISSION_SET"

    /// Each is one more call for a seal that no newer key has made.
    private static let maximumOldSealKeys = 4

    private static func oldSealKeys(
        _ name: String,
        _ variables: EnvironmentReader
    ) throws(ConfigurationError) -> [String] {
        let text = try variables.text(
            name,
            expected: "up to \(maximumOldSealKeys) keys with commas between them, each \(AWSNames.keyExpectation)"
        ) { text in
            let keys = text.split(separator: ",", omittingEmptySubsequences: false)
            return keys.count <= maximumOldSealKeys && keys.allSatisfy { AWSNames.isKey(String($0)) }
        }
        return (text ?? "").split(separator: ",").map(String.init)
    }

    private static func protectedAccounts(
        _ name: String,
        _ variables: EnvironmentReader
    ) throws(ConfigurationError) -> Set<AccountID> {
        let text = try variables.text(name, expected: "account ids of twelve digits with commas between them") { text in
            text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { AccountID(String($0)) != nil }
        }
        return Set((text ?? "").split(separator: ",").compactMap { AccountID(String($0)) })
    }

    private static func policyFile(_ variables: EnvironmentReader) -> Result<String, ConfigurationError> {
        do throws(ConfigurationError) {
            let name = SettingFault.policy
            if let given = try variables.text(name, expected: "the path of a policy file", { _ in true }) {
                return .success(given)
            }
            guard let folder = try variables.text("LAMBDA_TASK_ROOT", expected: "a folder", { _ in true }) else {
                throw ConfigurationError("\(name) must name the policy file; outside Lambda it has no default.")
            }
            return .success("\(folder)/policy.json")
        } catch {
            return .failure(error)
        }
    }

    private static func rules(
        _ variables: EnvironmentReader,
        _ reader: inout SettingReader
    ) throws(ConfigurationError) -> RequestRules {
        let standardSet = "AdministratorAccess"
        let set = try reader.setting(defaultSet, or: standardSet) { name throws(ConfigurationError) in
            try variables.permissionSet(name) ?? standardSet
        }
        let maximum = try reader.setting("MAX_DURATION_HOURS", or: .maximum) { name throws(ConfigurationError) in
            try variables.hours(name) ?? .maximum
        }
        // A lower maximum lowers what a request that names no duration gets.
        let standard = min(maximum, .oneDay)
        let duration = try reader.setting("DEFAULT_DURATION_HOURS", or: standard) { name throws(ConfigurationError) in
            let duration = try variables.hours(name) ?? standard
            guard duration <= maximum else {
                throw ConfigurationError("\(name) must not be more than MAX_DURATION_HOURS.")
            }
            return duration
        }
        let usual = RequestRules.usualOpenRequests
        return RequestRules(
            defaultPermissionSet: set,
            defaultDuration: duration,
            maximumDuration: maximum,
            maximumOpenRequests: try reader.setting("MAX_OPEN_REQUESTS", or: usual) { name throws(ConfigurationError) in
                try variables.count(name, in: 1...1000) ?? usual
            }
        )
    }
}
