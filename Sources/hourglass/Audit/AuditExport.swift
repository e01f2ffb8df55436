// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import JITAccess

/// Audit records in a file, and in which form they were there.
struct AuditExport {
    enum Format: String {
        case tableExport = "DynamoDB's export to S3"
        case commandOutput = "output of aws dynamodb"
        case records = "JSON records"
    }

    let format: Format
    let records: [AuditChain.Attributes]

    /// - Parameter path: `-` reads standard input.
    /// - Throws: ``CommandFailure`` that names the file, and the line if it is one of many.
    static func read(_ path: String) throws -> AuditExport {
        if path == "-" { return try parse(FileHandle.standardInput.readDataToEndOfFile(), name: "standard input") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(message: "\(path) cannot be read; give a file, or - for standard input")
        }
        return try parse(data, name: path)
    }

    static func parse(_ data: Data, name: String) throws -> AuditExport {
        if data.starts(with: [0x1f, 0x8b]) {
            throw CommandFailure(
                message: "\(name) is compressed. Unpack it: gunzip -c \(name) | hourglass audit verify -"
            )
        }
        if data.starts(with: "$ion_1_0".utf8) {
            throw CommandFailure(message: "\(name) is in Amazon Ion. Export the table again, as DynamoDB JSON.")
        }
        let decoder = JSONDecoder()
        if let document = try? decoder.decode(Document.self, from: data) { return document.export }
        var documents: [Document] = []
        for (number, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where !line.allSatisfy({ $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }) {
            guard let document = try? decoder.decode(Document.self, from: line) else {
                throw CommandFailure(
                    message: "line \(number + 1) of \(name) is no audit record. \(formats)"
                )
            }
            documents.append(document)
        }
        return AuditExport(
            format: documents.first?.export.format ?? .records,
            records: documents.flatMap(\.export.records)
        )
    }

    private static let formats = """
        Give DynamoDB's export to S3 in DynamoDB JSON, the output of aws dynamodb scan or query with --output json, or \
        a JSON array of records.
        """
}

/// One JSON text: a record, or several with something around them.
private struct Document: Decodable {
    let export: AuditExport

    init(from decoder: any Decoder) throws {
        if let list = try? decoder.singleValueContainer().decode([Record].self) {
            export = AuditExport(format: Self.format(list), records: list.map(\.attributes))
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if container.contains(.items) {
            let items = try container.decode([Record].self, forKey: .items)
            export = AuditExport(format: .commandOutput, records: items.map(\.attributes))
        } else if container.contains(.item) {
            let item = try container.decode(Record.self, forKey: .item)
            export = AuditExport(format: .tableExport, records: [item.attributes])
        } else {
            let record = try decoder.singleValueContainer().decode(Record.self)
            export = AuditExport(format: Self.format([record]), records: [record.attributes])
        }
    }

    private static func format(_ records: [Record]) -> AuditExport.Format {
        records.first?.isTyped == true ? .commandOutput : .records
    }

    private enum CodingKeys: String, CodingKey {
        case items = "Items"
        case item = "Item"
    }
}

/// A record as DynamoDB writes it, each value with its type, or in plain JSON.
private struct Record: Decodable {
    let attributes: AuditChain.Attributes
    let isTyped: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let item = try? container.decode(Item.self) {
            (attributes, isTyped) = (item.mapValues(JSONValue.init), true)
        } else {
            (attributes, isTyped) = (try container.decode(AuditChain.Attributes.self), false)
        }
        // Any object would do for a record otherwise, and an empty one is in neither form.
        guard attributes.keys.contains("request_id") || attributes.keys.contains("hash") else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an audit record")
        }
    }
}

extension JSONValue {
    /// A value of an item. A record has only strings and whole numbers; others keep their type, so that none of them
    /// passes for one of those.
    init(_ value: AttributeValue) {
        switch value {
        case .string(let text): self = .string(text)
        case .number(let digits): self = Int64(digits).map(JSONValue.integer) ?? ["N": .string(digits)]
        case .bool(let flag): self = .bool(flag)
        case .null: self = .null
        case .map(let members): self = .object(members.mapValues(JSONValue.init))
        case .list(let elements): self = .array(elements.map(JSONValue.init))
        case .binary(let bytes): self = ["B": .string(Data(bytes).base64EncodedString())]
        case .stringSet(let texts): self = ["SS": .array(texts.sorted().map(JSONValue.string))]
        case .numberSet(let numbers): self = ["NS": .array(numbers.sorted().map(JSONValue.string))]
        case .binarySet(let sets): self = ["BS": .integer(Int64(sets.count))]
        }
    }
}
