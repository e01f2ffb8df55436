// SPDX-License-Identifier: Apache-2.0

public import JITAccess

extension AccessWorld {
    /// Somebody calls the function's URL with a session of Identity Center of their own.
    ///
    /// - Parameter account: That of the session.
    @discardableResult
    public func sign(
        _ userName: String,
        _ body: String,
        to function: FunctionCall.Function = .grant,
        in account: String = Example.functionAccount?.description ?? "",
        role: String = "AWSReservedSSO_Hourglass_0123456789abcdef"
    ) -> Answer? {
        let event: JSONValue = [
            "version": "2.0", "headers": ["content-type": "application/json"], "body": .string(body),
            "requestContext": [
                "http": ["method": "POST"],
                "authorizer": [
                    "iam": [
                        "accountId": .string(account), "callerId": .string("AROAEXAMPLEEXAMPLE123:\(userName)"),
                        "userArn": .string("arn:aws:sts::\(account):assumed-role/\(role)/\(userName)"),
                    ]
                ],
            ],
        ]
        var call = FunctionCall(function, Array(event.canonicalText.utf8), nil, .seconds(60))
        call.channel = .functionURL
        return perform(call)
    }
}

/// Roles that Identity Center has made, whatever is asked for.
struct IdentityCenterRoles: RoleDirectory {
    func role(named name: String, id: String) async throws(DirectoryError) -> IAMRole? {
        IAMRole(name: name, id: id, path: "/aws-reserved/sso.amazonaws.com/")
    }
}
