// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import JITAccess

/// What callers send, and what operators write.
extension FuzzTarget {
    static let domain = [events, functionURL, json, policy, duration, moment, customSet, auditTrail]

    /// An event, on every way in: what is accepted means the same when it is written canonically.
    static let events = FuzzTarget(
        name: "events",
        seeds: [
            #"{"user_email":"ada@example.com","account_id":"111122223333","duration":"1h","request_id":"r-1"}"#,
            #"{"user_email":"ada@example.com","account_id":"111122223333","duration_hours":0.5,"ticket":"CHG-1"}"#,
            #"{"action":"approve","request_id":"r-1","digest":"\#(String(repeating: "0", count: 64))"}"#,
            #"{"action":"extend","extends":"r-1","duration":"PT1H30M","start_at":"2030-01-31T12:00:00Z"}"#,
            #"{"action":"revoke","request_id":"r-1","reason":"done"}"#,
            #"{"action":"list","view":"mine"}"#, #"{"source":"aws.events","detail-type":"Scheduled Event"}"#,
        ]
    ) { bytes in
        var expectations = Expectations()
        do throws(Refusal) {
            let members = try BareEvent.members(of: bytes)
            let again = try BareEvent.members(of: Array(JSONValue.object(members).canonicalText.utf8))
            expectations.expect(again == members, "the canonical form is another event")
            expectations.expect(understood(again) == understood(members), "the canonical form means something else")
        } catch {
            expectations.expect(error.message.isOneLine, "the refusal has several lines: \(error.message)")
            expectations.expect(error.message.utf8.count < 2000, "the refusal is as long as the event")
        }
        return expectations.violation
    }

    /// All that the functions make of the members of an event, in words.
    private static func understood(_ members: [String: JSONValue]) -> [String] {
        let rules = RequestRules(
            defaultPermissionSet: "AdministratorAccess",
            defaultDuration: .oneDay,
            maximumDuration: .maximum
        )
        let grant = GrantCommandValidator(rules: rules, entryPoint: .functionURL).validate(
            EventAction(members, for: .grant),
            members,
            lambdaRequestID: "fuzz"
        )
        let revocation = RevocationValidator(
            defaultPermissionSet: rules.defaultPermissionSet,
            entryPoint: .functionURL
        )
        var found = ["\(grant)", "\(revocation.validate(members))"]
        if case .valid(.request(let request)) = grant {
            found.append((try? request.digest()) ?? "no digest")
        }
        return found
    }

    /// What Lambda makes of a call of the URL. Only what IAM says of the caller is believed.
    static let functionURL = FuzzTarget(
        name: "function-url",
        seeds: [
            #"""
            {"version":"2.0","headers":{"content-type":"application/json"},"requestContext":{"http":{"method":"POST"},\#
            "authorizer":{"iam":{"accountId":"111122223333",\#
            "userArn":"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_X_0123456789abcdef/ada"}}},\#
            "body":"{\"action\":\"list\"}","isBase64Encoded":false}
            """#
        ]
    ) { bytes in
        var expectations = Expectations()
        do throws(Refusal) {
            let request = try FunctionURLRequest(bytes)
            let members = try request.members()
            let again = try EventReader.members(of: Array(JSONValue.object(members).canonicalText.utf8))
            expectations.expect(again == members, "the canonical form is another event")
        } catch {
            expectations.expect(error.message.isOneLine, "the refusal has several lines: \(error.message)")
        }
        return expectations.violation
    }

    /// JSON: canonical forms are fixed points, and nothing is accepted that Foundation's reader does not accept.
    static let json = FuzzTarget(
        name: "json",
        seeds: [
            #"{"a":[1,-2.5e3,true,null,"\u00e9\ud83d\ude00\\"],"b":{"c":{}}}"#, "[[[[[[]]]]]]", "1e999", "-0",
            "\"\\u0000\"",
        ]
    ) { bytes in
        var expectations = Expectations()
        guard let value = try? JSONValue(parsing: bytes) else { return nil }
        let text = value.canonicalText
        expectations.expect((try? JSONValue(parsing: Array(text.utf8))) == value, "the canonical form is another value")
        expectations.expect(
            (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil,
            "Foundation does not accept it"
        )
        return expectations.violation
    }

    /// A policy: what is wrong is said on a line; what is accepted decides.
    static let policy = FuzzTarget(
        name: "policy",
        seeds: [
            #"""
            {"version":1,"owner_tag":"owner","rules":[{"name":"a","effect":"allow","principals":"*","paths":["cli"],\#
            "accounts":"*","permission_sets":["Admin*"],"maximum_duration":"8h","justification":{"minimum_length":5},\#
            "approval":{"levels":[{"name":"peer","users":["*@example.com"],"required":1}],"timeout":"1h"}}]}
            """#,
            #"{"version":1,"rules":[{"name":"d","effect":"deny","principals":"*","accounts":{"ids":["111122223333"]}}]}"#,
        ]
    ) { bytes in
        var expectations = Expectations()
        do {
            let policy = try Policy(parsing: bytes, defaultPermissionSet: "AdministratorAccess")
            let again = try Policy(parsing: bytes, defaultPermissionSet: "AdministratorAccess")
            guard let account = AccountID("111122223333"), let duration = LeaseDuration(parsing: "1h") else {
                return "there is no question"
            }
            for path in AccessPath.allCases {
                let question = PolicyQuestion(
                    principal: PolicyPrincipal(kind: .user, userID: "u", names: ["ada@example.com"], groups: []),
                    path: path,
                    account: PolicyAccount(id: account, name: "Production", organizationalUnits: [], tags: [:]),
                    permissionSet: .named("AdministratorAccess"),
                    duration: duration,
                    start: Timestamp(seconds: 1_800_000_000)
                )
                expectations.expect(policy.decide(question) == again.decide(question), "it decides by chance")
            }
        } catch let problem as PolicyProblem {
            expectations.expect(problem.description.isOneLine, "the problem has several lines: \(problem)")
        } catch {
            return "another error: \(error)"
        }
        return expectations.violation
    }

    /// A length of time, as events, policies and variables write it.
    static let duration = FuzzTarget(
        name: "duration",
        seeds: ["45m", "4h", "7d", "PT4H", "P1DT12H30M15S", "P2W", "999999999d", "PT000000001H"]
    ) { bytes in
        guard let read = LeaseDuration(parsing: String(decoding: bytes, as: UTF8.self)) else { return nil }
        var expectations = Expectations()
        expectations.expect(read <= .maximum && read.seconds > 0, "\(read) is out of range")
        expectations.expect(LeaseDuration(parsing: "PT\(read.seconds)S") == read, "\(read) in seconds is another")
        return expectations.violation
    }

    /// A moment, as events and policies write it.
    static let moment = FuzzTarget(
        name: "moment",
        seeds: [
            "2030-01-31T12:00:00Z", "2030-01-31T12:00:00.123Z", "1969-12-31T23:59:59-12:30", "2030-02-29T25:61:61Z",
        ]
    ) { bytes in
        guard let read = Timestamp(rfc3339: String(decoding: bytes, as: UTF8.self)) else { return nil }
        return Timestamp(rfc3339: read.iso8601) == read ? nil : "\(read.iso8601) is another moment than \(read)"
    }

    /// A permission set that a request defines, as the ledger keeps it: what is granted is what was approved.
    static let customSet = FuzzTarget(
        name: "custom-set",
        seeds: [
            #"""
            {"managed_policies":["ReadOnlyAccess"],"session_duration":"PT1H30M","inline_policy":{"Version":"2012-10-17",\#
            "Statement":[{"Sid":"A","Effect":"Allow","Action":["s3:Get*"],"Resource":"arn:aws:s3:::b/*",\#
            "Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}}
            """#
        ]
    ) { bytes in
        guard let read = CustomPermissionSet(stored: String(decoding: bytes, as: UTF8.self)) else { return nil }
        let again = CustomPermissionSet(stored: read.json.canonicalText)
        return again == read ? nil : "what is stored is read as something else: \(read.json.canonicalText)"
    }

    /// Audit records from an export, which anybody may have changed: verifying tells what is wrong and ends.
    static let auditTrail = FuzzTarget(
        name: "audit",
        seeds: [#"[{"request_id":"r-1","sequence":1,"action":"REQUEST","hash":"00","previous_hash":"00"}]"#]
    ) { bytes in
        guard case .array(let elements)? = try? JSONValue(parsing: bytes) else { return nil }
        let records = elements.compactMap { element -> AuditChain.Attributes? in
            if case .object(let members) = element { members } else { nil }
        }
        guard let result = try? AuditVerification(of: records) else { return "it cannot be verified" }
        let isForged = !records.isEmpty && result.findings.isEmpty
        return isForged ? "records that nobody has written are taken for true" : nil
    }
}
