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

    /// The text of a string that is no longer than `limit` bytes.
    func text(_ name: String, upTo limit: Int) throws(ItemProblem) -> String {
        guard let text = item[name]?.stringValue else { throw ItemProblem("\(name) is not a string") }
        guard text.utf8.count <= limit else { throw ItemProblem("\(name) is longer than \(limit) bytes") }
        return text
    }

    /// The same where it may be missing.
    func optionalText(_ name: String, upTo limit: Int) throws(ItemProblem) -> String? {
        has(name) ? try text(name, upTo: limit) : nil
    }

    /// Text that is only for people to read: what is too long is cut off, and what is no text is left out, because
    /// neither may keep access alive.
    func note(_ name: String, upTo limit: Int) -> String? {
        guard let text = item[name]?.stringValue else { return nil }
        guard text.utf8.count > limit else { return text }
        return String(decoding: text.utf8.prefix(limit), as: UTF8.self)
    }

    /// The version of an item.
    func version(_ name: String) throws(ItemProblem) -> Int64 {
        try integer(name, in: ItemBounds.versions)
    }

    /// A place in a trail, after which there is another.
    func place(_ name: String) throws(ItemProblem) -> Int64 {
        try integer(name, in: ItemBounds.places)
    }

    func count(_ name: String, upTo limit: Int = ItemBounds.count) throws(ItemProblem) -> Int {
        Int(clamping: try integer(name, in: 0...Int64(clamping: limit)))
    }

    func seconds(_ name: String, in range: ClosedRange<Int64>) throws(ItemProblem) -> Int64 {
        try integer(name, in: range)
    }

    func moment(_ name: String) throws(ItemProblem) -> Timestamp {
        Timestamp(seconds: try integer(name, in: ItemBounds.moments))
    }

    /// A moment that is held in milliseconds.
    func exactMoment(_ name: String) throws(ItemProblem) -> Timestamp {
        Timestamp(milliseconds: try integer(name, in: ItemBounds.momentsInMilliseconds))
    }

    private func integer(_ name: String, in range: ClosedRange<Int64>) throws(ItemProblem) -> Int64 {
        guard let number = item[name]?.integerValue else { throw ItemProblem("\(name) is not a whole number") }
        guard range.contains(Int64(number)) else {
            throw ItemProblem("\(name) is not from \(range.lowerBound) to \(range.upperBound)")
        }
        return Int64(number)
    }

    func requestID(_ name: String) throws(ItemProblem) -> RequestID {
        guard let id = RequestID(try text(name, upTo: RequestID.maximumLength)) else {
            throw ItemProblem("\(name) is not the id of a request")
        }
        return id
    }

    /// The ids in a list; none if it is missing.
    func requestIDs(_ name: String) throws(ItemProblem) -> [RequestID] {
        var ids: [RequestID] = []
        for value in try list(name) {
            guard let id = value.stringValue.flatMap(RequestID.init(_:)) else {
                throw ItemProblem("\(name) has a member that is not the id of a request")
            }
            ids.append(id)
        }
        return ids
    }

    func map(_ name: String) throws(ItemProblem) -> Item {
        guard let map = item[name]?.mapValue else { throw ItemProblem("\(name) is not a map") }
        guard map.count <= ItemBounds.members else { throw ItemProblem("\(name) has too many members") }
        return map
    }

    /// The elements of a list; none if it is missing.
    func list(_ name: String) throws(ItemProblem) -> [AttributeValue] {
        guard let value = item[name] else { return [] }
        guard let list = value.listValue else { throw ItemProblem("\(name) is not a list") }
        guard list.count <= ItemBounds.members else { throw ItemProblem("\(name) has too many elements") }
        return list
    }

    func choice<Choice: RawRepresentable>(
        _ name: String,
        _ type: Choice.Type
    ) throws(ItemProblem) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: try text(name, upTo: ItemBounds.name)) else {
            throw ItemProblem("\(name) has an unknown value")
        }
        return choice
    }

    /// The binding that the attributes name.
    func binding() throws(ItemProblem) -> Binding {
        guard let accountID = AccountID(try text("account_id", upTo: ItemBounds.name)) else {
            throw ItemProblem("account_id is not 12 digits")
        }
        return Binding(
            userID: try text("user_id", upTo: ItemBounds.name),
            accountID: accountID,
            permissionSetARN: try text("permission_set_arn", upTo: ItemBounds.arn)
        )
    }

    /// The binding that the attributes name, if the item's key is that of the binding: what is written about it later
    /// would go to another item, and this one would stay as it is for ever.
    func binding(keyedBy key: (Binding) -> String) throws(ItemProblem) -> Binding {
        let binding = try binding()
        try requireKey(key(binding), of: "user_id, account_id and permission_set_arn")
        return binding
    }

    /// DynamoDB tells keys apart by their bytes, where Swift takes two forms of one character for the same.
    ///
    /// - Throws: ``ItemProblem`` unless the item is kept under `key`, which is made of `attributes`.
    func requireKey(_ key: String, of attributes: String) throws(ItemProblem) {
        guard item[StateKeys.partition]?.stringValue?.utf8.elementsEqual(key.utf8) == true else {
            throw ItemProblem("assignment_id is not made of \(attributes)")
        }
    }

    /// When the item was made. It is for people to read: an unreadable one must not keep access alive.
    func createdAt() -> Timestamp {
        guard let text = item["created_at"]?.stringValue, text.utf8.count <= ItemBounds.name,
            let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text)
        else { return Timestamp(seconds: 0) }
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        let bounds = ItemBounds.momentsInMilliseconds
        guard milliseconds >= Double(bounds.lowerBound), milliseconds <= Double(bounds.upperBound) else {
            return Timestamp(seconds: 0)
        }
        return Timestamp(milliseconds: Int64(milliseconds))
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
