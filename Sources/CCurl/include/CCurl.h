// SPDX-License-Identifier: Apache-2.0

#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stdbool.h>

#if LIBCURL_VERSION_NUM < 0x074400
#error "libcurl 7.68 or later is needed: older ones have no curl_multi_wakeup"
#endif

// libcurl sets and reads options through variadic functions, which Swift cannot call. Each function here passes one
// type of argument on, unchanged. Which type an option takes is in its manual page, curl_easy_setopt(3) onwards.

#pragma clang assume_nonnull begin

/// Every handle of libcurl is a pointer to void; these names tell the two kinds apart.
typedef CURL *CCurlEasy;
typedef CURLM *CCurlMulti;

/// The shape shared by CURLOPT_READFUNCTION, CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
typedef size_t (*CCurlDataCallback)(char *buffer, size_t size, size_t count, void *_Nullable context);

CURLcode ccurl_easy_setopt_long(CCurlEasy easy, CURLoption option, long value);
CURLcode ccurl_easy_setopt_offset(CCurlEasy easy, CURLoption option, curl_off_t value);
CURLcode ccurl_easy_setopt_string(CCurlEasy easy, CURLoption option, const char *_Nullable value);
CURLcode ccurl_easy_setopt_pointer(CCurlEasy easy, CURLoption option, void *_Nullable value);
CURLcode ccurl_easy_setopt_callback(CCurlEasy easy, CURLoption option, CCurlDataCallback _Nullable value);

CURLcode ccurl_easy_getinfo_long(CCurlEasy easy, CURLINFO info, long *value);
CURLcode ccurl_easy_getinfo_offset(CCurlEasy easy, CURLINFO info, curl_off_t *value);
CURLcode ccurl_easy_getinfo_pointer(CCurlEasy easy, CURLINFO info, void *_Nullable *_Nonnull value);

CURLMcode ccurl_multi_setopt_long(CCurlMulti multi, CURLMoption option, long value);

/// Allows https, and http only when asked; everything else libcurl speaks is refused.
///
/// A function of its own because the option's name and type depend on the libcurl that is compiled against.
CURLcode ccurl_easy_restrict_protocols(CCurlEasy easy, bool allows_http);

/// Lets a transfer end while its name is still being looked up; see the definition.
CURLcode ccurl_easy_abandon_resolver(CCurlEasy easy);

/// Names the calling thread for debuggers and /proc; at most 15 bytes.
///
/// Not libcurl's, but the C library declares the call only for C that asks for GNU extensions.
void ccurl_name_this_thread(const char *name);

#pragma clang assume_nonnull end

#endif
