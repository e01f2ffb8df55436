// SPDX-License-Identifier: Apache-2.0

import AWSClient

/// A function to call, and who is calling.
struct FunctionConnection: Sendable {
    let caller: any FunctionCaller
    let environment: [String: String]
    /// The user of Identity Center who is calling, if that is known without asking.
    var user: String?
    /// The user for whom an integration speaks.
    var speaksFor: String?

    func call(_ event: RequestEvent) async throws -> FunctionAnswer {
        var event = event
        if let speaksFor { event.set(event.speakerMember, speaksFor) }
        return try await caller.call(event)
    }

    /// Who is calling, for requests that name nobody else.
    ///
    /// - Throws: ``CommandFailure`` if the caller is nobody of Identity Center.
    func callingUser() async throws -> String {
        if let user { return user }
        let arn: String
        do {
            arn = try await CallerClient.make(environment: environment).sts.getCallerIdentity().arn
        } catch let error as AWSError {
            throw CommandFailure(message: "AWS does not say who you are: \(error.description). Use --user.")
        }
        guard let user = Self.user(sessionARN: arn) else {
            throw CommandFailure(
                message:
                    "you are \(PlainText.line(arn)), which is no user of Identity Center. Say with --user who is to get access."
            )
        }
        return user
    }

    /// The user name in the ARN of a session that IAM Identity Center has made.
    ///
    /// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
    static func user(sessionARN arn: String) -> String? {
        let match = arn.wholeMatch(
            of: /arn:aws[a-z-]*:sts::[0-9]{12}:assumed-role\/AWSReservedSSO_[\w+=,.@-]+_[0-9a-f]{16}\/([\w+=,.@-]+)/
        )
        return match.map { String($0.1) }
    }
}
