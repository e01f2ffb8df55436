// SPDX-License-Identifier: Apache-2.0

/// What all requests of one transport have in common.
struct TransportSettings: Sendable {
    var userAgent: String?
    var authorities = TrustedAuthorities.system
    var proxies = ProxySettings()
}
