// SPDX-License-Identifier: Apache-2.0

/// An organizational unit, with everything below it: by its id, or by the names from the root downwards as in
/// `Workloads/Prod`.
enum UnitSelector: Sendable, Hashable {
    case id(String)
    case names([Pattern])

    /// Nil if a name is empty, or if it is the id of a root.
    ///
    /// - Parameter bytes: those of text.
    init?(utf8 bytes: ArraySlice<UInt8>) {
        if Self.isID(bytes) {
            self = .id(String(decoding: bytes, as: UTF8.self))
            return
        }
        guard !Self.isRootID(bytes) else { return nil }
        let names = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard names.allSatisfy({ !$0.isEmpty }) else { return nil }
        self = .names(names.map { Pattern(utf8: $0) })
    }

    /// - Parameter units: those of the account, from the root downwards.
    func matches(_ units: PolicyFacts.Units) -> Bool {
        switch self {
        case .id(let id): units.ids.contains(id)
        case .names(let names):
            names.count <= units.names.count && zip(names, units.names).allSatisfy { $0.matches($1) }
        }
    }

    /// As in https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html.
    private static func isID(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.starts(with: "ou-".utf8) else { return false }
        let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.count == 3 && (4...32).contains(parts[1].count)
            && (8...32).contains(parts[2].count) && parts.dropFirst().allSatisfy(isLowerCaseAndDigits)
    }

    /// `r-ab12`: an account's units are known without the root, so a rule for it would never match.
    private static func isRootID(_ text: ArraySlice<UInt8>) -> Bool {
        text.starts(with: "r-".utf8) && (4...32).contains(text.count - 2) && isLowerCaseAndDigits(text.dropFirst(2))
    }

    private static func isLowerCaseAndDigits(_ text: ArraySlice<UInt8>) -> Bool {
        text.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    }
}
