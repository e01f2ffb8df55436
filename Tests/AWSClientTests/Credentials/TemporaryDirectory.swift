// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A directory of its own for one test, with `~/.aws` files and small programs in it. It goes with the value.
final class TemporaryDirectory: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "hourglass-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url.appending(path: ".aws"), withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    var path: String { url.path }

    /// An environment whose home is this directory.
    var environment: [String: String] {
        ["HOME": path, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = url.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// Writes a shell script, and gives the command that runs it.
    ///
    /// The shell is named in the command: a file that was just written may still be open in a child that another test
    /// is starting, and could not be executed itself.
    func script(_ body: String, named name: String = "credentials") throws -> String {
        "/bin/sh '\(try write("\(body)\n", to: name))'"
    }

    func contains(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: url.appending(path: name).path)
    }
}
