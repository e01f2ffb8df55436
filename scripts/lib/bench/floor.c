// SPDX-License-Identifier: Apache-2.0
//
// The floor: a program with libcurl that does nothing but start and ask for the first event.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    const char *api = getenv("AWS_LAMBDA_RUNTIME_API");
    char url[256];
    if (!api || snprintf(url, sizeof url, "http://%s/2018-06-01/runtime/invocation/next", api) >= (int)sizeof url) {
        fputs("AWS_LAMBDA_RUNTIME_API is not set\n", stderr);
        return 1;
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return 1;
    CURL *handle = curl_easy_init();
    if (!handle) return 1;
    curl_easy_setopt(handle, CURLOPT_URL, url);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    return curl_easy_perform(handle) == CURLE_OK ? 0 : 1;
}
