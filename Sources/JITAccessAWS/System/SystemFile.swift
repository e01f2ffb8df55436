// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file, read by the system's own calls: through Foundation's `URL` and `Data` it took forty times the instructions.
enum SystemFile {
    private static let partBytes = 16 * 1024

    /// The content of the file, or its beginning if it has more than `limit` bytes: then one more than that. Nil if it
    /// cannot be read.
    static func bytes(of path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        // Room for all of it at once, if it says how much that is.
        var status = stat()
        if fstat(descriptor, &status) == 0 { bytes.reserveCapacity(min(max(0, Int(status.st_size)), limit + 1)) }
        var part = [UInt8](repeating: 0, count: partBytes)
        while bytes.count <= limit {
            let count = read(descriptor, &part, min(part.count, limit + 1 - bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += part.prefix(count)
        }
        return bytes
    }
}
