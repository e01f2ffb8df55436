// SPDX-License-Identifier: Apache-2.0

/// One element of an XML document. Attributes, comments and processing instructions are not kept: the answers of AWS's
/// query protocol say nothing in them.
public struct XMLElement: Sendable, Equatable {
    /// The name as written, with its prefix if it has one.
    public let name: String

    /// The text directly inside, entities resolved; not that of child elements.
    public let text: String

    /// The elements directly inside, in order.
    public let children: [XMLElement]

    /// The first element reached by taking the first child of each name in `path`, or `nil`; an empty path is the
    /// element itself.
    public func first(_ path: String...) -> XMLElement? {
        var element = self
        for name in path {
            guard let child = element.children.first(where: { $0.name == name }) else { return nil }
            element = child
        }
        return element
    }
}
