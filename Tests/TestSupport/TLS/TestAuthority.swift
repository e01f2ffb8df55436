// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A certificate authority that nobody trusts but the test that made it. Keys and certificates are made by the
/// `openssl` command when the test runs, so that none is checked in and none expires.
public final class TestAuthority: Sendable {
    private let folder: URL

    /// Makes a new authority.
    public init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("test-authority-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try write(
            """
            [req]
            distinguished_name = name
            [name]
            [authority]
            basicConstraints = critical, CA:true
            keyUsage = critical, keyCertSign
            """,
            to: "authority.cnf"
        )
        try openssl(
            ["req", "-x509", "-config", "authority.cnf", "-extensions", "authority", "-subj", "/CN=Test Authority"]
                + ["-days", "2", "-keyout", "authority.key", "-out", "authority.pem"] + Self.newKey
        )
    }

    /// Deletes the files; ``certificatePath`` is then gone. (Not `deinit`: the path outlives the last use of the
    /// object.)
    public func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The authority's certificate as a PEM file: what a client has to trust.
    public var certificatePath: String { path("authority.pem") }

    /// A server certificate for names in OpenSSL's notation, such as `IP:127.0.0.1` or `DNS:db.example`.
    public func identity(for names: String) throws -> TLSIdentity {
        let server = UUID().uuidString
        try write("[server]\nbasicConstraints = critical, CA:false\nsubjectAltName = \(names)\n", to: "\(server).cnf")
        try openssl(
            ["req", "-new", "-config", "authority.cnf", "-subj", "/CN=Test Server"]
                + ["-keyout", "\(server).key", "-out", "\(server).csr"] + Self.newKey
        )
        try openssl(
            ["x509", "-req", "-in", "\(server).csr", "-CA", "authority.pem", "-CAkey", "authority.key"]
                + ["-set_serial", "\(UInt32.random(in: 1...UInt32.max))", "-days", "2"]
                + ["-extfile", "\(server).cnf", "-extensions", "server", "-out", "\(server).pem"]
        )
        return try TLSIdentity(certificatePath: path("\(server).pem"), keyPath: path("\(server).key"))
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private func path(_ name: String) -> String {
        folder.appendingPathComponent(name).path
    }

    private func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = folder
        let errors = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        let text = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "openssl \(arguments[0]) failed: \(String(decoding: text, as: UTF8.self))")
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
