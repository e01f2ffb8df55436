// SPDX-License-Identifier: Apache-2.0

public import AWSClient
public import JITAccess

/// The policy as a file beside the function.
public enum PolicyFile {
    /// The most bytes a policy may have.
    private static let maximumBytes = 1_000_000

    /// Reads and checks the policy; once, at INIT.
    ///
    /// - Throws: ``ConfigurationError`` with the file, the place in it and the reason. Without a policy nothing is
    ///   decided, so the function does not start.
    public static func load(_ configuration: FunctionConfiguration) throws(ConfigurationError) -> Policy {
        let path = configuration.policyFile
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
            return try Policy(
                parsing: bytes,
                defaultPermissionSet: configuration.rules.defaultPermissionSet
            )
        } catch {
            throw ConfigurationError("POLICY_FILE: the policy \(path) is invalid: \(error.description)")
        }
    }
}
