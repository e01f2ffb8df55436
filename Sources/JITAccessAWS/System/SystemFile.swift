// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file, read by the system's own calls: through Foundation's `URL` and `Data` it took forty times the instructions.
enum SystemFile {
    /// What is read of a file that does not say how large it is.
    private static let partBytes = 16 * 1024

    /// The content of the file, or its beginning if it has more than `limit` bytes: then one more than that. Nil if it
    /// cannot be read.
    static func bytes(of path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        let size = fstat(descriptor, &status) == 0 ? Int(clamping: status.st_size) : 0
        guard var bytes = part(of: descriptor, min(max(size, partBytes), limit + 1)) else { return nil }
        while bytes.count <= limit {
            guard let next = part(of: descriptor, min(partBytes, limit + 1 - bytes.count)) else { return nil }
            if next.isEmpty { break }
            bytes += next
        }
        return bytes
    }

    /// At most `count` bytes more; none at the end of the file. Nil if they cannot be read.
    private static func part(of descriptor: CInt, _ count: Int) -> [UInt8]? {
        var isRead = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var found = -1
            repeat { found = read(descriptor, buffer.baseAddress, count) } while found < 0 && errno == EINTR
            isRead = found >= 0
            filled = max(found, 0)
        }
        return isRead ? bytes : nil
    }
}
