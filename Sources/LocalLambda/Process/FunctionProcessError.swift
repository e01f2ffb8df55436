// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why a function could not be launched. On the platform all of these are `Runtime.InvalidEntrypoint`.
public enum FunctionProcessError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no such file.
    case notFound(path: String)
    /// The file is not an executable for this machine, or not marked as one.
    case notExecutable(path: String)
    /// The system refused for another reason.
    case cannotLaunch(path: String, reason: String)

    /// One sentence that says what happened and what to do.
    public var description: String {
        switch self {
        case .notFound(let path):
            "there is no executable at \(path), or the interpreter or loader it names is missing"
        case .notExecutable(let path):
            "\(path) cannot be executed; check its mode (chmod +x) and that it was built for this machine"
        case .cannotLaunch(let path, let reason):
            "\(path) could not be launched: \(reason)"
        }
    }

    init(errno code: Int32, path: String) {
        switch code {
        case ENOENT, ENOTDIR: self = .notFound(path: path)
        case EACCES, ENOEXEC, EISDIR: self = .notExecutable(path: path)
        default: self = .cannotLaunch(path: path, reason: String(cString: strerror(code)))
        }
    }
}
