// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FoundationEssentials
import FrontDoor
import HTTPTransport
import JITAccess

/// Slack's Web API over HTTPS.
struct SlackWebAPI: SlackAPI {
    /// Slack answers within a second; a method that takes longer is tried again by whoever asked.
    private static let timeout = Duration.seconds(5)

    /// A pause that Slack asks for is waited out if it is no longer; else the queue waits.
    private static let longestPause = Duration.seconds(20)
    private static let maximumTries = 3

    /// What Slack says of a token that is no longer, or was never, right.
    private static let tokenFaults: Set<String> = [
        "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive",
    ]

    /// What it says of an app that has not the rights it needs, or is not where it must be.
    private static let appFaults: Set<String> = [
        "missing_scope", "no_permission", "not_allowed_token_type", "ekm_access_denied", "org_login_required",
        "team_access_not_granted", "access_denied", "enterprise_is_restricted", "app_missing_action_url",
    ]

    /// What Slack says when it has trouble of its own.
    private static let transientFaults: Set<String> = [
        "internal_error", "fatal_error", "service_unavailable", "request_timeout",
    ]

    let transport: any Transport

    /// `https://slack.com`, or a stand-in on this machine.
    let base: String
    let secrets: any SlackSecrets
    let clock: any AccessClock

    func call(_ method: SlackMethod, _ arguments: [String: JSONValue]) async throws(SlackError) -> JSONValue {
        let secret = try await secrets.current()
        do throws(SlackError) {
            return try await call(method, arguments, secret.botToken)
        } catch .refused(let word) where Self.tokenFaults.contains(word) {
            // The token may have been changed since it was read.
            guard let newer = try await secrets.refreshed(after: secret) else { throw .notSetUp(word) }
            do throws(SlackError) {
                return try await call(method, arguments, newer.botToken)
            } catch .refused(let word) where Self.tokenFaults.contains(word) {
                throw .notSetUp(word)
            } catch {
                throw error
            }
        } catch {
            throw error
        }
    }

    func respond(at url: SlackResponseURL, _ message: JSONValue) async throws(SlackError) {
        let response = try await send(url.text, .json(message), token: nil)
        guard response.status == 200 else { throw .refused("the response URL answers \(response.status)") }
    }

    private func call(
        _ method: SlackMethod,
        _ arguments: [String: JSONValue],
        _ token: Secret
    ) async throws(SlackError) -> JSONValue {
        let body: Body = method.takesForm ? .form(arguments) : .json(.object(arguments))
        let response = try await send("\(base)/api/\(method.rawValue)", body, token: token)
        guard response.status == 200, let answer = try? JSONValue(parsing: response.body, maximumDepth: 64),
            case .object(let members) = answer
        else { throw .unreachable("\(method.rawValue) answers \(response.status)") }
        guard members["ok"] == true else {
            guard case .string(let word) = members["error"] else {
                throw .unreachable("\(method.rawValue) says nothing")
            }
            if Self.transientFaults.contains(word) { throw .unreachable(word) }
            if Self.appFaults.contains(word) { throw .notSetUp(word) }
            throw .refused(String(word.prefix(100)))
        }
        return answer
    }

    private enum Body {
        case json(JSONValue)
        case form([String: JSONValue])
    }

    /// Sends, and waits where Slack says so.
    private func send(_ url: String, _ body: Body, token: Secret?) async throws(SlackError) -> HTTPResponse {
        var request = HTTPRequest(.post, url)
        request.options.timeout = Self.timeout
        request.options.maximumResponseBytes = 1024 * 1024
        // Only a stand-in on this machine is spoken to without TLS; see GatewayConfiguration.
        request.options.allowsPlainHTTP = url.hasPrefix("http://127.0.0.1:")
        if let token { request.headers["Authorization"] = "Bearer \(token.exposed)" }
        switch body {
        case .json(let value):
            request.headers["Content-Type"] = "application/json; charset=utf-8"
            request.body = Array(value.canonicalText.utf8)
        case .form(let fields):
            request.headers["Content-Type"] = "application/x-www-form-urlencoded"
            request.body = Array(Self.form(fields).utf8)
        }
        for attempt in 1... {
            let response: HTTPResponse
            do throws(TransportError) {
                response = try await transport.send(request)
            } catch {
                throw .unreachable(error.description)
            }
            guard response.status == 429 else { return response }
            let pause = Duration.seconds(response.headers["Retry-After"].flatMap(Int64.init) ?? 1)
            guard attempt < Self.maximumTries, pause <= Self.longestPause, pause <= timeLeft else {
                throw .rateLimited(pause)
            }
            await clock.sleep(for: pause)
        }
        throw .unreachable("no try is left")
    }

    private var timeLeft: Duration {
        CallDeadline.current.map { .seconds($0.timeIntervalSince1970) - .milliseconds(clock.now().milliseconds) }
            ?? Self.longestPause
    }

    private static func form(_ fields: [String: JSONValue]) -> String {
        fields.sorted { $0.key < $1.key }.map { name, value in
            let text = if case .string(let text) = value { text } else { value.canonicalText }
            return "\(escaped(name))=\(escaped(text))"
        }.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        PercentEncoding.encode(text.utf8)
    }
}
