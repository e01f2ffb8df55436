// SPDX-License-Identifier: Apache-2.0

extension AWSError {
    /// Whether the service refused because of too many requests: later is better.
    public var isThrottling: Bool {
        status == 429 || code.map(ErrorCodes.throttling.contains) ?? false
            || cancellationReasons.contains {
                ErrorCodes.throttlingReasons.contains($0.code)
            }
    }

    /// Whether what the call named does not exist.
    public var isNotFound: Bool {
        switch code {
        case "ResourceNotFoundException", "NotFoundException", "NotFound", "AccountNotFoundException",
            "ChildNotFoundException", "OrganizationalUnitNotFoundException", "TargetNotFoundException", "NoSuchEntity":
            true
        default: false
        }
    }

    /// Whether Identity Center is still busy with an earlier change to the same assignment. The client does not retry
    /// it: only the caller knows whether the change still makes sense.
    public var isConflict: Bool { code == "ConflictException" }

    /// Whether the caller's IAM policy, a service control policy or a key policy refused the call.
    public var isAccessDenied: Bool {
        switch code {
        case "AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException",
            "NotAuthorized", "UnauthorizedOperation", "KMSAccessDenied", "KMSAccessDeniedException":
            true
        default: false
        }
    }

    /// Whether a condition was not met: the call's own, or that of an action of the transaction.
    public var isConditionFailure: Bool {
        code == "ConditionalCheckFailedException"
            || cancellationReasons.contains { $0.code == "ConditionalCheckFailed" }
    }

    /// Whether a condition was not met by the action of the transaction at `index`.
    public func isConditionFailure(ofAction index: Int) -> Bool {
        cancellationReasons.indices.contains(index) && cancellationReasons[index].code == "ConditionalCheckFailed"
    }
}
