// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FoundationEssentials
import JITAccess

/// Reads the attributes of an item, strictly where access depends on them.
struct ItemReader {
    private let item: Item

    init(_ item: Item) {
        self.item = item
    }

    func text(_ name: String) throws(ItemProblem) -> String {
        guard let text = item[name]?.stringValue else { throw ItemProblem("\(name) is not a string") }
        return text
    }

    func integer(_ name: String) throws(ItemProblem) -> Int64 {
        guard let number = item[name]?.integerValue else { throw ItemProblem("\(name) is not a whole number") }
        return Int64(number)
    }

    func moment(_ name: String) throws(ItemProblem) -> Timestamp {
        Timestamp(seconds: try integer(name))
    }

    func requestID(_ name: String) throws(ItemProblem) -> RequestID {
        guard let id = RequestID(try text(name)) else { throw ItemProblem("\(name) is not the id of a request") }
        return id
    }

    func map(_ name: String) throws(ItemProblem) -> Item {
        guard let map = item[name]?.mapValue else { throw ItemProblem("\(name) is not a map") }
        return map
    }

    func choice<Choice: RawRepresentable>(
        _ name: String,
        _ type: Choice.Type
    ) throws(ItemProblem) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: try text(name)) else { throw ItemProblem("\(name) has an unknown value") }
        return choice
    }

    /// The binding that the attributes name.
    func binding() throws(ItemProblem) -> Binding {
        guard let accountID = AccountID(try text("account_id")) else {
            throw ItemProblem("account_id is not 12 digits")
        }
        return Binding(
            userID: try text("user_id"),
            accountID: accountID,
            permissionSetARN: try text("permission_set_arn")
        )
    }

    /// The binding that the attributes name, if the item's key is that of the binding: what is written about it later
    /// would go to another item, and this one would stay as it is for ever.
    func binding(keyedBy key: (Binding) -> String) throws(ItemProblem) -> Binding {
        let binding = try binding()
        guard key(binding) == item[StateKeys.partition]?.stringValue else {
            throw ItemProblem("assignment_id is not made of user_id, account_id and permission_set_arn")
        }
        return binding
    }

    /// When the item was made. It is for people to read: an unreadable one must not keep access alive.
    func createdAt() -> Timestamp {
        let date = item["created_at"]?.stringValue.flatMap { text in
            try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text)
        }
        return Timestamp(milliseconds: Int64(((date?.timeIntervalSince1970 ?? 0) * 1000).rounded()))
    }

    func optionalText(_ name: String) -> String? {
        item[name]?.stringValue
    }

    func flag(_ name: String) -> Bool {
        item[name]?.boolValue ?? false
    }

    func has(_ name: String) -> Bool {
        item[name] != nil
    }
}

/// Why an item of the state table cannot be understood.
struct ItemProblem: Error, Equatable {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
