// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("XML reader")
struct XMLReaderTests {
    private func read(_ document: String) throws(XMLError) -> XMLElement {
        try XMLElement(parsing: Array(document.utf8))
    }

    @Test("An error answer of the query protocol gives its type, code, message and request id")
    func errorResponse() throws {
        let root = try read(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
              <Error>
                <Type>Sender</Type>
                <Code>NotFound</Code>
                <Message>Topic &quot;alerts&quot; &lt;gone&gt; &amp; forgotten</Message>
              </Error>
              <RequestId>b5a1c2d3-0000-5000-8000-000000000001</RequestId>
            </ErrorResponse>

            """
        )
        #expect(root.name == "ErrorResponse")
        #expect(root.first("Error", "Type")?.text == "Sender")
        #expect(root.first("Error", "Code")?.text == "NotFound")
        #expect(root.first("Error", "Message")?.text == #"Topic "alerts" <gone> & forgotten"#)
        #expect(root.first("RequestId")?.text == "b5a1c2d3-0000-5000-8000-000000000001")
        #expect(root.first("Error", "Detail") == nil)
        #expect(root.first("RequestId", "Error") == nil)
        #expect(root.first() == root)
    }

    @Test("Of elements with one name, all are kept in order and the first is found")
    func repeated() throws {
        let root = try read("<a><b>1</b><c/><b>2</b></a>")
        #expect(root.children.map(\.name) == ["b", "c", "b"])
        #expect(root.children.map(\.text) == ["1", "", "2"])
        #expect(root.first("b")?.text == "1")
    }

    @Test(
        "Text is read as it was meant",
        arguments: [
            ("<a/>", ""), ("<a></a>", ""), ("<a >x</a >", "x"), ("<a> x\n y </a>", " x\n y "),
            ("<a>&lt;&gt;&amp;&quot;&apos;</a>", "<>&\"'"), ("<a>&#65;&#x41;&#x1F600;&#0065;</a>", "AA😀A"),
            ("<a>Zoë 日本 😀</a>", "Zoë 日本 😀"), ("<a>1<!-- not < this & --->2</a>", "12"),
            ("<a><![CDATA[<b> & ]] > &amp;]]>!</a>", "<b> & ]] > &amp;!"), ("<a>1<b>2</b>3</a>", "13"),
            ("<a>1<?target data?>2</a>", "12"), ("<a b='1' c=\"2>'\"\td = '/>' >x</a>", "x"), ("<a b=''/>", ""),
            ("\u{FEFF}<a>x</a>", "x"), ("<!-- b --><?c d?> <a>x</a> <!-- e -->\n<?f?>", "x"),
            ("<p:a-b.c_1 xmlns:p='u'>x</p:a-b.c_1>", "x"), ("<é>x</é>", "x"), ("<a>></a>", ">"),
            ("<a>&amp;lt;</a>", "&lt;"),
        ]
    )
    func text(document: String, expected: String) throws {
        #expect(try read(document).text == expected)
    }

    @Test(
        "What is not well formed is refused",
        arguments: [
            "", " ", "x", "<", "<>", "<a", "<a>", "<a></b>", "<a></a", "<a><b></a></b>", "<a/><b/>", "<a/>x", "x<a/>",
            "<a/", "< a/>", "<1a/>", "<-a/>", "<.a/>", "</a>", "<a></a></a>", "<a b/>", "<a b=/>", "<a b=1/>",
            "<a b='1/>", "<a b='<'/>", "<a b='1'c='2'/>", "<a 'b'/>", "<a/ >", "<a>&</a>", "<a>&lt</a>",
            "<a>&nbsp;</a>",
            "<a>&;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&#0;</a>", "<a>&#1;</a>", "<a>&#xD800;</a>",
            "<a>&#xFFFE;</a>",
            "<a>&#x110000;</a>", "<a>&#+65;</a>", "<a>&#65 ;</a>", "<a>&#X41;</a>", "<a>&#99999999999999999999;</a>",
            "<a>&LT;</a>", "<a>\u{0}</a>", "<a>\u{1B}</a>", "<a b='\u{1}'/>", "<!-- x", "<a><!-- x</a>", "<?xml",
            "<a><![CDATA[x</a>", "<a><![cdata[x]]></a>", "<a><!x></a>", "<![CDATA[x]]>", "<html><br></html>",
        ]
    )
    func malformed(document: String) {
        #expect(throws: XMLError.self) { try read(document) }
    }

    @Test("Bytes that are not UTF-8 are refused")
    func encoding() {
        #expect(throws: XMLError.self) { try XMLElement(parsing: Array("<a>".utf8) + [0xFF] + Array("</a>".utf8)) }
    }
}
