// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The proxies that the environment names, by the rules of libcurl-env(3).
///
/// libcurl would read the environment itself, on its own thread and at every new connection. Reading it once, when the
/// transport is made, keeps that from racing with a `setenv` elsewhere: the Lambda runtime sets a variable for every
/// invocation, and `getenv` meanwhile may crash.
struct ProxySettings: Sendable, Equatable {
    /// The proxy for `https` URLs; empty for none.
    private(set) var https = ""

    /// The proxy for `http` URLs; empty for none.
    private(set) var http = ""

    /// The hosts that are reached without a proxy, in libcurl's CURLOPT_NOPROXY syntax.
    private(set) var exceptions = ""

    /// No proxies.
    init() {}

    /// The settings that `variable` gives the values for. An empty value counts as none.
    init(_ variable: (String) -> String?) {
        func first(_ names: String...) -> String {
            names.lazy.compactMap(variable).first { !$0.isEmpty } ?? ""
        }
        https = first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        // Not HTTP_PROXY: in a CGI program that is the client's header "Proxy" (CVE-2016-5385, "httpoxy").
        http = first("http_proxy", "all_proxy", "ALL_PROXY")
        exceptions = first("no_proxy", "NO_PROXY")
    }

    static func fromProcessEnvironment() -> ProxySettings {
        ProxySettings { name in getenv(name).map { String(cString: $0) } }
    }

    func proxy(for scheme: AbsoluteURL.Scheme) -> String {
        switch scheme {
        case .http: http
        case .https: https
        }
    }
}
