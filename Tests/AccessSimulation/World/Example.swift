// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// Who and what every simulated world knows.
public enum Example {
    public static let userEmail = "ada@example.com"
    public static let userID = "906711a2-50b1-7094-3a4e-0d5f7b6f0001"
    public static let accountText = "111122223333"

    /// The account that the functions are in, and that nobody is lent access to.
    public static let functionAccount = AccountID("123456789012")
    public static let permissionSet = PermissionSet(
        name: "AdministratorAccess",
        arn: "arn:aws:sso:::permissionSet/ssoins-7223a1b2c3d4e5f6/ps-1111222233334444"
    )
    public static let readOnly = PermissionSet(
        name: "ReadOnlyAccess",
        arn: "arn:aws:sso:::permissionSet/ssoins-7223a1b2c3d4e5f6/ps-5555666677778888"
    )

    /// One that nobody may have.
    public static let billing = PermissionSet(
        name: "Billing",
        arn: "arn:aws:sso:::permissionSet/ssoins-7223a1b2c3d4e5f6/ps-9999000011112222"
    )

    /// The example user as administrator of the example account.
    public static let binding = binding(user: userID, account: accountText)

    /// The calling system may lend two permission sets, for as long as the rules allow.
    public static let policy = policy(
        rules: [
            #"""
            {
                "name": "calling-system", "effect": "allow", "principals": "*", "paths": ["itsm"], "accounts": "*",
                "permission_sets": ["AdministratorAccess", "ReadOnlyAccess", "Unknown"], "maximum_duration": "30d",
                "justification": {"minimum_length": 0}, "approval": "automatic"
            }
            """#
        ]
    )

    /// A policy with these rules, and more members.
    public static func policy(rules: [String], _ members: String = "") -> Policy {
        let text = #"{"version": 1, \#(members)"rules": [\#(rules.joined(separator: ","))]}"#
        do {
            return try Policy(parsing: Array(text.utf8), defaultPermissionSet: permissionSet.name)
        } catch {
            preconditionFailure("The example policy is wrong: \(error)")
        }
    }

    /// The default is administrator for four hours; nothing lasts longer than a day.
    public static let rules = rules(defaultHours: 4, maximumHours: 24)

    /// The one that manages the organization. The functions are there too, and nobody lends it.
    public static let managementAccount = account12("999988887777")

    /// What only a rule with their ids is for.
    public static let protectedAccounts = ProtectedAccounts(own: managementAccount, named: [])

    /// Rules with other durations.
    public static func rules(defaultHours: Int64, maximumHours: Int64) -> RequestRules {
        RequestRules(
            defaultPermissionSet: permissionSet.name,
            defaultDuration: LeaseDuration(hours: defaultHours) ?? .minimum,
            maximumDuration: LeaseDuration(hours: maximumHours) ?? .maximum
        )
    }

    /// A binding of the example permission set.
    public static func binding(user: String, account: String) -> Binding {
        Binding(userID: user, accountID: account12(account), permissionSetARN: permissionSet.arn)
    }

    /// The event for one request.
    public static func event(_ id: String? = nil, _ duration: String? = nil, user: String = userEmail) -> String {
        var members = [#""user_email":"\#(user)""#, #""account_id":"\#(accountText)""#]
        if let id { members.append(#""request_id":"\#(id)""#) }
        if let duration { members.append(#""duration":"\#(duration)""#) }
        return "{" + members.joined(separator: ",") + "}"
    }

    static func populate(_ identityCenter: SimulatedIdentityCenter) {
        identityCenter.addUser(userEmail, "ada", id: userID)
        identityCenter.addUser("alan@example.com", id: "906711a2-50b1-7094-3a4e-0d5f7b6f0002")
        identityCenter.addUser("disabled@example.com", id: "906711a2-50b1-7094-3a4e-0d5f7b6f0003", isEnabled: false)
        identityCenter.addAccount(account12(accountText))
        identityCenter.addAccount(account12("444455556666"), isActive: false)
        identityCenter.addPermissionSet(permissionSet)
        identityCenter.addPermissionSet(readOnly)
        identityCenter.addPermissionSet(billing)
    }

    private static func account12(_ text: String) -> AccountID {
        guard let id = AccountID(text) else { preconditionFailure("\(text) is not an account id") }
        return id
    }
}
