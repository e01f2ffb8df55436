// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess

/// A policy on disk.
enum PolicyFile {
    /// - Throws: ``CommandFailure`` if there is no such file.
    static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(message: "\(path) cannot be read; give the path of a file that is there")
        }
        return [UInt8](data)
    }

    /// Reads a policy; one that is none is reported, and ends the command.
    ///
    /// - Parameter json: Whether a program reads what is printed.
    static func policy(_ path: String, defaultPermissionSet: String, json: Bool = false) throws -> Policy {
        let bytes = try bytes(path)
        do {
            return try Policy(parsing: bytes, defaultPermissionSet: defaultPermissionSet)
        } catch {
            if json {
                let problem: JSONValue = [
                    "code": "invalid_policy", "path": .string(error.path), "line": .integer(Int64(error.line)),
                    "message": .string("\(error.path) \(error.reason)"), "level": "error",
                ]
                let report: JSONValue = ["file": .string(path), "findings": .array([problem])]
                Terminal.output(report.canonicalText)
            }
            Terminal.error(
                "\(path) is no policy.\n\(path):\(error.line):\(error.column): \(error.path) \(error.reason)"
            )
            throw ExitStatus.badFile
        }
    }
}
