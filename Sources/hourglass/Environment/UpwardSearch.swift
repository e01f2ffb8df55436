// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Finds the files of a repository from anywhere in it.
enum UpwardSearch {
    /// Where the files of the repository are looked for: this executable is in its build folder, so that it works from
    /// everywhere.
    static var startingPoints: [URL] {
        [URL(filePath: FileManager.default.currentDirectoryPath)]
            + [ExecutableLocator.ownFolder].compactMap { $0 }
    }

    /// The file of this path in one of the folders or the nearest folder above it.
    static func find(_ path: String, from folders: [URL]) -> URL? {
        folders.lazy.compactMap { find(path, from: $0) }.first
    }

    private static func find(_ path: String, from start: URL) -> URL? {
        var folder = start.standardizedFileURL
        while true {
            let candidate = folder.appending(path: path)
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
            let parent = folder.deletingLastPathComponent().standardizedFileURL
            if parent.path == folder.path { return nil }
            folder = parent
        }
    }
}
