// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("XML limits")
struct XMLLimitTests {
    private func nested(_ depth: Int) -> [UInt8] {
        Array((String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)).utf8)
    }

    @Test("A document type is refused, whatever it declares")
    func documentType() {
        for document in [
            "<!DOCTYPE a><a/>", "<!doctype html><html></html>",
            "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a>&b;</a>",
        ] {
            let error = #expect(throws: XMLError.self) { try XMLElement(parsing: Array(document.utf8)) }
            #expect(error?.message == "a document type is not accepted")
        }
    }

    @Test("Elements may be 32 deep and no deeper, however deep they are")
    func depth() throws {
        _ = try XMLElement(parsing: nested(32))
        #expect(throws: XMLError.self) { try XMLElement(parsing: nested(33)) }
        #expect(throws: XMLError.self) { try XMLElement(parsing: nested(100_000)) }
    }

    @Test("A document may have 256 KiB and no more")
    func size() throws {
        func document(_ count: Int) -> [UInt8] {
            Array("<a>".utf8) + [UInt8](repeating: 0x20, count: count - 7) + Array("</a>".utf8)
        }
        #expect(try XMLElement(parsing: document(262_144)).text.utf8.count == 262_137)
        #expect(throws: XMLError.self) { try XMLElement(parsing: document(262_145)) }
    }

    @Test("A document cut off anywhere is refused")
    func truncated() {
        let document = Array("<?xml version='1.0'?><a b=\"c\"><!-- d --><![CDATA[e]]>&lt;<f/>é</a>".utf8)
        for count in document.indices {
            #expect(throws: XMLError.self) { try XMLElement(parsing: Array(document.prefix(count))) }
        }
    }

    @Test("A document with any byte changed is read or refused, and never traps")
    func damaged() throws {
        let document = Array("<?xml version='1.0'?><a b=\"c\"><!-- d --><![CDATA[e]]>&lt;&#x41;<f/>é</a>".utf8)
        var readable = 0
        for index in document.indices {
            for byte in Array("<>&;!?[]-/='\" a1:.\0".utf8) + [0x1F, 0x80, 0xC3, 0xFF] {
                var damaged = document
                damaged[index] = byte
                readable += (try? XMLElement(parsing: damaged)) == nil ? 0 : 1
            }
        }
        #expect(readable > document.count, "the document itself is among them")
    }
}
