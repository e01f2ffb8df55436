// SPDX-License-Identifier: Apache-2.0

/// The way in by which an invocation came, told by what was invoked and never by what was sent.
///
/// IAM says who may invoke which: the permission of an integration names its alias alone.
/// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html.
public enum Channel: Sendable, Equatable, CustomStringConvertible {
    /// The alias that the function's URL is attached to.
    public static let functionURLAlias = "url"

    /// The function itself, without an alias.
    case direct
    /// The function's URL, whose callers IAM has authenticated.
    case functionURL
    /// The alias of an integration, which has its name.
    case integration(String)
    /// The invoked ARN is missing, cannot be read, or names a version: nothing is believed.
    case unknown

    /// Tells the channel from the ARN that the Runtime API hands over with each invocation.
    public init(invokedFunctionARN: String?) {
        guard let function = FunctionARN(invokedFunctionARN) else {
            self = .unknown
            return
        }
        guard let qualifier = function.qualifier else {
            self = .direct
            return
        }
        if qualifier == "$LATEST" {
            self = .direct
        } else if qualifier == Self.functionURLAlias {
            self = .functionURL
        } else if !qualifier.isEmpty, !qualifier.allSatisfy(\.isNumber) {
            self = .integration(String(qualifier))
        } else {
            self = .unknown
        }
    }

    public var description: String {
        switch self {
        case .direct: "direct invocation"
        case .functionURL: "function URL"
        case .integration(let name): "integration \(name)"
        case .unknown: "unknown way in"
        }
    }
}
