// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Musl)
    @preconcurrency import Musl
#elseif canImport(Darwin)
    @preconcurrency import Darwin
#endif

/// The environment variables of this process.
public enum ProcessEnvironment {
    /// The variables as they were when this was first asked for, which is to be before anything sets one.
    ///
    /// Read from the C library, because Foundation's `ProcessInfo` takes a tenth of a function's start to set itself up.
    public static let variables: [String: String] = {
        var variables: [String: String] = [:]
        #if canImport(Darwin)
            var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = _NSGetEnviron().pointee
        #else
            var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        #endif
        while let text = next?.pointee {
            // Of two with one name the first counts, as for getenv.
            if let (name, value) = entry(String(cString: text)), variables[name] == nil {
                variables[name] = value
            }
            next = next?.advanced(by: 1)
        }
        return variables
    }()

    /// The value of one variable; cheaper than all of them. To be called before anything sets one, for `getenv` meanwhile
    /// may crash.
    public static func value(of name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// The parts of `NAME=value`; nil if it is not of that form.
    static func entry(_ text: String) -> (name: String, value: String)? {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        return (String(text[..<equals]), String(text[text.utf8.index(after: equals)...]))
    }
}
