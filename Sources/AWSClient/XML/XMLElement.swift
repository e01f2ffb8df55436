// SPDX-License-Identifier: Apache-2.0

/// One element of an XML document: its name, the text directly inside it, and its child elements in order.
public struct XMLElement: Sendable, Equatable {
    public let name: String
    public let text: String
    public let children: [XMLElement]

    /// The first element reached by following `path` downwards, or `nil`; an empty path is the element itself.
    public func first(_ path: String...) -> XMLElement? { nil }
}
