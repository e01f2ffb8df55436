// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// Who and what every simulated world knows.
public enum Example {
    public static let userEmail = "ada@example.com"
    public static let userID = "906711a2-50b1-7094-3a4e-0d5f7b6f0001"
    public static let accountText = "111122223333"
    public static let permissionSet = PermissionSet(
        name: "AdministratorAccess",
        arn: "arn:aws:sso:::permissionSet/ssoins-7223a1b2c3d4e5f6/ps-1111222233334444"
    )
    public static let readOnly = PermissionSet(
        name: "ReadOnlyAccess",
        arn: "arn:aws:sso:::permissionSet/ssoins-7223a1b2c3d4e5f6/ps-5555666677778888"
    )

    /// The example user as administrator of the example account.
    public static let binding = binding(user: userID, account: accountText)

    /// Two permission sets may be lent, for up to a day; the default is administrator for four hours.
    public static let rules = rules(defaultHours: 4, maximumHours: 24)

    /// Rules with other durations.
    public static func rules(defaultHours: Int64, maximumHours: Int64) -> RequestRules {
        RequestRules(
            defaultPermissionSet: permissionSet.name,
            allowedPermissionSets: [permissionSet.name, readOnly.name, "Unknown"],
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
    }

    private static func account12(_ text: String) -> AccountID {
        guard let id = AccountID(text) else { preconditionFailure("\(text) is not an account id") }
        return id
    }
}
