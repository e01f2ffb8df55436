// SPDX-License-Identifier: Apache-2.0

/// The path of a canonical request.
enum CanonicalPath {
    /// The canonical form of `path`, which is percent-encoded as it is sent.
    ///
    /// Every service but S3 normalises the path and encodes what it received once more; in S3, where a key may hold
    /// `//` and `..`, the path is signed as it is.
    static func text(_ path: String, service: String) -> String {
        guard !path.isEmpty else { return "/" }
        guard service != "s3" else { return path }
        return PercentEncoding.encode(normalized(path).utf8, keeping: UInt8(ascii: "/"))
    }

    /// `path` without empty and dot segments (RFC 3986 section 5.2.4).
    private static func normalized(_ path: String) -> String {
        var kept: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." {
                _ = kept.popLast()
            } else {
                kept.append(segment)
            }
        }
        guard !kept.isEmpty else { return "/" }
        return "/" + kept.joined(separator: "/") + (path.hasSuffix("/") ? "/" : "")
    }
}
