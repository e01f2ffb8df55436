// SPDX-License-Identifier: Apache-2.0

// The server's side of TLS, for tests only: what ships leaves TLS to libcurl.
#include <openssl/ssl.h>
