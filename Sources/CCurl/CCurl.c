// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include <pthread.h>

#include "CCurl.h"

// The parentheses call the functions themselves: curl.h also defines macros of these names, which check the argument
// against a constant option, and the option is not constant here.

CURLcode ccurl_easy_setopt_long(CCurlEasy easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

CURLcode ccurl_easy_setopt_offset(CCurlEasy easy, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(easy, option, value);
}

CURLcode ccurl_easy_setopt_string(CCurlEasy easy, CURLoption option, const char *value) {
    return (curl_easy_setopt)(easy, option, value);
}

CURLcode ccurl_easy_setopt_pointer(CCurlEasy easy, CURLoption option, void *value) {
    return (curl_easy_setopt)(easy, option, value);
}

CURLcode ccurl_easy_setopt_callback(CCurlEasy easy, CURLoption option, CCurlDataCallback value) {
    return (curl_easy_setopt)(easy, option, value);
}

CURLcode ccurl_easy_getinfo_long(CCurlEasy easy, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

CURLcode ccurl_easy_getinfo_offset(CCurlEasy easy, CURLINFO info, curl_off_t *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

CURLcode ccurl_easy_getinfo_pointer(CCurlEasy easy, CURLINFO info, void **value) {
    return (curl_easy_getinfo)(easy, info, value);
}

CURLMcode ccurl_multi_setopt_long(CCurlMulti multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

CURLcode ccurl_easy_restrict_protocols(CCurlEasy easy, bool allows_http) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return (curl_easy_setopt)(easy, CURLOPT_PROTOCOLS_STR, allows_http ? "http,https" : "https");
#else
    // CURLOPT_PROTOCOLS_STR came with 7.85; the number it replaces is deprecated since then.
    long protocols = allows_http ? CURLPROTO_HTTP | CURLPROTO_HTTPS : CURLPROTO_HTTPS;
    return (curl_easy_setopt)(easy, CURLOPT_PROTOCOLS, protocols);
#endif
}

CURLcode ccurl_easy_abandon_resolver(CCurlEasy easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
    // A libcurl that resolves names with getaddrinfo on a thread waits for that thread when a transfer ends early, and
    // every other transfer of the same multi handle waits with it: for seconds when the name server does not answer.
    // This lets the thread finish by itself. Libcurl before 7.87 has no way to; one built with c-ares never waits.
    return (curl_easy_setopt)(easy, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)easy;
    return CURLE_OK;
#endif
}

void ccurl_name_this_thread(const char *name) {
#if defined(__linux__)
    (void)pthread_setname_np(pthread_self(), name);
#else
    (void)name;
#endif
}
