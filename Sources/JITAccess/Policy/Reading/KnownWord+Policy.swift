// SPDX-License-Identifier: Apache-2.0

extension AccessPath: KnownWord {
    package static let words = KnownWords(Self.self)
}

extension PrincipalKind: KnownWord {
    package static let words = KnownWords(Self.self)
}

extension PolicyAction: KnownWord {
    package static let words = KnownWords(Self.self)
}

extension TimeWindow.Day: KnownWord {
    package static let words = KnownWords(Self.self)
}
