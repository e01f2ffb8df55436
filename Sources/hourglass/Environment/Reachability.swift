// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Whether somebody listens: a file that describes the local AWS may have outlived it.
enum Reachability {
    static func check(_ url: URL) -> Bool {
        guard let host = url.host else { return false }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var addresses: UnsafeMutablePointer<addrinfo>?
        let port = url.port ?? (url.scheme == "https" ? 443 : 80)
        guard getaddrinfo(host, String(port), &hints, &addresses) == 0 else { return false }
        defer { freeaddrinfo(addresses) }
        var next = addresses
        while let address = next?.pointee {
            if connects(to: address) { return true }
            next = address.ai_next
        }
        return false
    }

    private static func connects(to address: addrinfo) -> Bool {
        let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        return connect(descriptor, address.ai_addr, address.ai_addrlen) == 0
    }
}
