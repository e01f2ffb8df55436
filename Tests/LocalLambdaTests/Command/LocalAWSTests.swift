// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import hourglass

@Suite("The environment of the local AWS")
struct LocalAWSTests {
    /// Runs a test with a folder of its own, which is removed afterwards.
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func write(_ text: String, in folder: URL) throws {
        let file = folder.appending(path: LocalAWS.file)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    @Test("It is found in the folder or above, and the first folder with one counts")
    func found() throws {
        try withFolder { root in
            let below = root.appending(path: "a/b")
            try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
            let elsewhere = root.appending(path: "c")
            try write("AWS_ENDPOINT_URL=http://127.0.0.1:1\nSTATE_TABLE=above", in: root)
            try write("AWS_ENDPOINT_URL=http://127.0.0.1:1\nSTATE_TABLE=c", in: elsewhere)
            func table(_ folders: URL...) throws -> String? {
                try LocalAWS.environment(path: nil, from: folders) { _ in true }["STATE_TABLE"]
            }
            #expect(try table(below) == "above")
            #expect(try table(elsewhere) == "c")
            #expect(try table(URL(filePath: "/"), elsewhere, below) == "c")
        }
    }

    @Test("Without a file, or with nobody listening, it says how to start the local AWS")
    func notRunning() throws {
        try withFolder { root in
            let notRunning = CommandFailure(message: LocalAWS.notRunning)
            #expect(throws: notRunning) { try LocalAWS.environment(path: nil, from: [root]) { _ in true } }
            try write("AWS_ENDPOINT_URL=http://127.0.0.1:4570", in: root)
            #expect(throws: notRunning) {
                try LocalAWS.environment(path: nil, from: [root]) { url in
                    #expect(url.absoluteString == "http://127.0.0.1:4570")
                    return false
                }
            }
            #expect(throws: CommandFailure.self) {
                try LocalAWS.environment(path: root.appending(path: "missing").path, from: []) { _ in true }
            }
        }
    }

    @Test("Without an endpoint the function would reach the real AWS, so that is refused")
    func noEndpoint() throws {
        try withFolder { root in
            for text in ["STATE_TABLE=a", "AWS_ENDPOINT_URL=", "AWS_ENDPOINT_URL=nonsense"] {
                try write(text, in: root)
                #expect(throws: CommandFailure.self) { try LocalAWS.environment(path: nil, from: [root]) { _ in true } }
            }
        }
    }

    @Test("Somebody listens or not")
    func reachability() throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                #expect(bind(listener, $0, length) == 0)
                #expect(getsockname(listener, $0, &length) == 0)
            }
        }
        let url = try #require(URL(string: "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"))
        #expect(!Reachability.check(url), "bound but not listening")
        #expect(listen(listener, 1) == 0)
        #expect(Reachability.check(url))
        close(listener)
        #expect(!Reachability.check(url))
    }

    @Test(
        "The file is read as shells read it",
        arguments: [
            ("A=1\nB=x y\n", ["A": "1", "B": "x y"]),
            ("# comment\n\n  export A=1  \r\n", ["A": "1"]),
            ("A=\"x y\"\nB='z'\nC=\"\nD=a=b\nE=\n", ["A": "x y", "B": "z", "C": "\"", "D": "a=b", "E": ""]),
            ("", [:]),
        ]
    )
    func parse(text: String, expected: [String: String]) throws {
        #expect(try EnvironmentFile.parse(text, name: "env") == expected)
    }

    @Test(
        "A line that is no assignment is named by its number and not quoted",
        arguments: ["A B=secret", "secret", "=1"]
    )
    func badLine(line: String) {
        let expected = CommandFailure(message: "line 2 of env is not KEY=VALUE")
        #expect(throws: expected) { try EnvironmentFile.parse("A=1\n\(line)", name: "env") }
    }
}
