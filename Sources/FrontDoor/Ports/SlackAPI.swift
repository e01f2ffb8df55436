// SPDX-License-Identifier: Apache-2.0

public import Hashing
public import JITAccess

/// Slack's Web API, as far as it is used here. https://docs.slack.dev/apis/web-api
public protocol SlackAPI: Sendable {
    /// Calls a method and returns its answer.
    ///
    /// - Throws: ``SlackError``
    func call(_ method: SlackMethod, _ arguments: [String: JSONValue]) async throws(SlackError) -> JSONValue

    /// Answers an interaction through the URL that came with it.
    func respond(at url: SlackResponseURL, _ message: JSONValue) async throws(SlackError)
}

/// The methods.
public enum SlackMethod: String, Sendable, CaseIterable {
    case authTest = "auth.test"
    case openView = "views.open"
    case postMessage = "chat.postMessage"
    case updateMessage = "chat.update"
    case userInfo = "users.info"
    case lookUpByEmail = "users.lookupByEmail"
    case openConversation = "conversations.open"

    /// Whether it takes a form; the others take JSON.
    public var takesForm: Bool { self == .userInfo || self == .lookUpByEmail }
}

/// Where an interaction is answered. It comes with a verified call, and is of Slack's host all the same: no call leads
/// this function anywhere else.
public struct SlackResponseURL: Sendable, Equatable {
    public let text: String

    /// Nil unless `text` begins with `base`, where Slack takes such answers: `https://hooks.slack.com/`.
    public init?(_ text: String, base: String) {
        guard text.hasPrefix(base), text.utf8.count <= 1000, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        self.text = text
    }
}

/// Why Slack did not do what it was asked.
public enum SlackError: Error, Sendable, Equatable {
    /// No answer, an error of the server, or the secret with the token cannot be read: later may be better.
    case unreachable(String)
    /// Too many calls; not before this long.
    case rateLimited(Duration)
    /// Slack says no, in its own word: `user_not_found`.
    case refused(String)
    /// Slack says no until somebody mends the app, its token or its place in a channel; in its own word: `missing_scope`.
    case notSetUp(String)

    /// A sentence for the log.
    public var message: String {
        switch self {
        case .unreachable(let reason): "Slack cannot be reached: \(reason)"
        case .rateLimited(let pause): "Slack allows no more calls for \(pause.components.seconds) seconds"
        case .refused(let word): "Slack refuses: \(word)"
        case .notSetUp(let word): "Slack refuses until the app is set up as docs/slack.md says: \(word)"
        }
    }
}

/// The secrets of the Slack app, read from where they are kept and remembered for a while.
public protocol SlackSecrets: Sendable {
    /// The secrets as they are known.
    func current() async throws(SlackError) -> SlackSecret

    /// Reads them anew, because `secret` was not right, unless that was done in the last minute; nil then.
    func refreshed(after secret: SlackSecret) async throws(SlackError) -> SlackSecret?
}

/// What Slack gives an app.
public struct SlackSecret: Sendable, Equatable {
    /// The token of the app's bot, `xoxb-...`.
    public let botToken: Secret

    /// What Slack signs its calls with.
    public let signingSecret: Secret

    /// Creates it.
    public init(botToken: Secret, signingSecret: Secret) {
        self.botToken = botToken
        self.signingSecret = signingSecret
    }

    /// Reads `{"bot_token":"...","signing_secret":"..."}`; nil if one is missing.
    public init?(json: [UInt8]) {
        guard let value = try? JSONValue(parsing: json), let token = value["bot_token"]?.text, !token.isEmpty,
            let signing = value["signing_secret"]?.text, !signing.isEmpty
        else { return nil }
        self.init(botToken: Secret(token), signingSecret: Secret(signing))
    }
}
