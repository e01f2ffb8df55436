// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ServiceNow

@Suite("Where an instance is")
struct ServiceNowInstanceTests {
    @Test(
        "A name, an origin, or a stand-in on this machine",
        arguments: [
            ("example", "https://example.service-now.com"), ("dev-12345", "https://dev-12345.service-now.com"),
            ("https://tickets.example.com", "https://tickets.example.com"),
            ("https://tickets.example.com/", "https://tickets.example.com"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://localhost:1", "http://localhost:1"),
        ]
    )
    func origins(text: String, origin: String) {
        #expect(ServiceNowInstance(text)?.origin == origin)
    }

    @Test(
        "Anything else is refused, plain http to another machine above all",
        arguments: [
            "", "Example", "exa mple", "http://tickets.example.com", "http://127.0.0.1.example.com",
            "https://user@example.com", "https://example.com/path", "https://", "ftp://example.com",
            "https://example.com?x", "http://localhost@example.com", "//example.com",
        ]
    )
    func refused(text: String) {
        #expect(ServiceNowInstance(text) == nil)
    }
}
