// SPDX-License-Identifier: Apache-2.0

/// The pages of a list, fetched one after another as they are asked for; leave the loop to stop.
///
/// ```swift
/// for try await page in dynamoDB.queryPages(due) { ... }
/// ```
///
/// A page may be empty although more follow. The sequence throws ``AWSError``: that of the call, `malformedAnswer` if
/// a token comes a second time (the list would never end), `tooLarge` after the greatest number of pages. It never
/// ends early without an error.
public struct Pages<Page: Sendable, Token: Hashable & Sendable>: AsyncSequence, Sendable {
    /// One page.
    public typealias Element = Page

    /// What a page cannot be fetched for.
    public typealias Failure = AWSError

    /// Fetches the page at a token, or the first one; returns the next one's token, or `nil` at the end.
    typealias Fetch = @Sendable (Token?) async throws(AWSError) -> (page: Page, next: Token?)

    let operation: AWSOperation
    let maximumPages: Int
    let fetch: Fetch

    init(_ operation: AWSOperation, maximumPages: Int = 10_000, fetch: @escaping Fetch) {
        self.operation = operation
        self.maximumPages = maximumPages
        self.fetch = fetch
    }

    /// A walk from the first page.
    public func makeAsyncIterator() -> Iterator { Iterator(pages: self) }

    /// Every page.
    public func all() async throws(AWSError) -> [Page] {
        var iterator = makeAsyncIterator()
        var pages: [Page] = []
        while let page = try await iterator.next() {
            pages.append(page)
        }
        return pages
    }

    /// One walk over the pages.
    public struct Iterator: AsyncIteratorProtocol {
        private let pages: Pages
        private var seen: Set<Token> = []
        private var next: Next = .first
        private var count = 0

        private enum Next {
            case first
            case at(Token)
            case end
        }

        init(pages: Pages) {
            self.pages = pages
        }

        /// Whether the last page has been fetched, so that asking for the next makes no call.
        public var isAtEnd: Bool {
            if case .end = next { true } else { false }
        }

        /// The next page, or `nil` after the last one.
        public mutating func next() async throws(AWSError) -> Page? {
            try await next(isolation: nil)
        }

        /// The next page, or `nil` after the last one.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(AWSError) -> Page? {
            let token: Token?
            switch next {
            case .first: token = nil
            case .at(let nextToken): token = nextToken
            case .end: return nil
            }
            guard count < pages.maximumPages else {
                throw AWSError(pages.operation, .tooLarge, "the list has more than \(pages.maximumPages) pages")
            }
            let (page, nextToken) = try await pages.fetch(token)
            count += 1
            if let nextToken {
                guard seen.insert(nextToken).inserted else {
                    throw AWSError(
                        pages.operation,
                        .malformedAnswer,
                        "the list does not end: the token of page \(count) has been given before"
                    )
                }
                next = .at(nextToken)
            } else {
                next = .end
            }
            return page
        }
    }
}

extension Pages {
    /// The elements of every page, in one array.
    public func elements<Member>() async throws(AWSError) -> [Member] where Page == [Member] {
        try await all().flatMap(\.self)
    }
}
