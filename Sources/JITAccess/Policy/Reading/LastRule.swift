// SPDX-License-Identifier: Apache-2.0

/// What the rules before have said last. Rules repeat each other: what is written with the same bytes is the same, needs not
/// be read again, and takes no memory of its own.
struct LastRule {
    var kinds: Written<[PrincipalKind]>?
    var paths: Written<[AccessPath]>?
    var permissionSets: Written<PermissionSetSelector>?
    var maximumDuration: Written<LeaseDuration>?
    var maximumTotal: Written<LeaseDuration>?
    var minimumJustification: Written<Int>?
    var ticket: Written<TicketDraft>?
    var levels: Written<ApprovalTerms>?

    /// A value, and where it is written.
    struct Written<Value> {
        let place: Range<Int>
        let value: Value
    }
}

extension JSONReader {
    /// The value that comes next, an object, a list or a string: each ends where its bytes say, so equal bytes are an equal
    /// value.
    mutating func repeated<Value>(
        _ last: inout LastRule.Written<Value>?,
        _ read: (inout JSONReader) throws(JSONProblem) -> Value
    ) throws(JSONProblem) -> Value {
        let start = offsetOfNext()
        if let last, bytes.span.bytes.isSame(at: start, as: last.place) {
            position += last.place.count
            return last.value
        }
        let value = try read(&self)
        last = LastRule.Written(place: start..<position, value: value)
        return value
    }
}
