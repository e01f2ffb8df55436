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
    static func policy(_ path: String, defaultPermissionSet: String) throws -> Policy {
        let bytes = try bytes(path)
        do {
            return try Policy(parsing: bytes, defaultPermissionSet: defaultPermissionSet)
        } catch {
            Terminal.error(
                "\(path) is no policy.\n\(path):\(error.line):\(error.column): \(error.path) \(error.reason)"
            )
            throw ExitStatus.badFile
        }
    }
}
