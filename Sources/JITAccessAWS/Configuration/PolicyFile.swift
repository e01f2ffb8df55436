// SPDX-License-Identifier: Apache-2.0

import AWSClient
public import JITAccess

/// The policy as a file beside the function.
public enum PolicyFile {
    /// The most bytes a policy may have.
    private static let maximumBytes = 1_000_000

    /// Reads and checks the policy; once, at INIT.
    ///
    /// Whatever is wrong with it, a function starts: without a policy nothing is lent, and what is over ends all the same.
    public static func load(_ configuration: FunctionConfiguration) -> PolicyInForce {
        do throws(ConfigurationError) {
            return .whole(try policy(configuration))
        } catch {
            return .invalid(SettingFault(SettingFault.policy, error.description))
        }
    }

    /// - Throws: ``ConfigurationError`` with the file, the place in it and the reason.
    private static func policy(_ configuration: FunctionConfiguration) throws(ConfigurationError) -> Policy {
        guard let defaultPermissionSet = configuration.defaultPermissionSet else {
            throw ConfigurationError("What @default stands for is not known, because DEFAULT_PERMISSION_SET is wrong.")
        }
        let path = try configuration.policyFile.get()
        guard let bytes = SystemFile.bytes(of: path, limit: maximumBytes) else {
            throw ConfigurationError(
                "POLICY_FILE: the policy \(path) cannot be read. Put a policy.json beside the function, "
                    + "or set POLICY_FILE to one."
            )
        }
        guard bytes.count <= maximumBytes else {
            throw ConfigurationError("POLICY_FILE: the policy \(path) has more than \(maximumBytes) bytes.")
        }
        do {
            return try Policy(parsing: bytes, defaultPermissionSet: defaultPermissionSet)
        } catch {
            throw ConfigurationError("POLICY_FILE: the policy \(path) is invalid: \(error.description)")
        }
    }
}
