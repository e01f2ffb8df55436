// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Finds the executable of a function.
enum ExecutableLocator {
    /// Where this executable is: `swift build` puts all of them there.
    static var ownFolder: URL? {
        Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// - Parameters:
    ///   - given: The path the user gave, if any.
    ///   - folder: Where to look for it otherwise.
    static func find(
        _ function: String,
        given: String?,
        beside folder: URL? = ownFolder
    ) throws -> URL {
        if let given {
            let url = URL(filePath: given).absoluteURL
            guard isExecutable(url) else {
                throw CommandFailure(message: "there is no executable at \(url.path)")
            }
            return url
        }
        guard let folder, !function.isEmpty, !function.contains("/") else {
            throw CommandFailure(message: "\(function) is no name of a function; use --executable for a path")
        }
        let url = folder.appending(path: function)
        guard isExecutable(url) else {
            throw CommandFailure(
                message: """
                    there is no executable \(function) in \(folder.path). \
                    Build it with: swift build --product \(function). Or name another with --executable.
                    """
            )
        }
        return url
    }

    private static func isExecutable(_ url: URL) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
            && !isFolder.boolValue
            && FileManager.default.isExecutableFile(atPath: url.path)
    }
}
