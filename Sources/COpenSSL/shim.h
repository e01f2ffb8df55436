// SPDX-License-Identifier: Apache-2.0

// OpenSSL 3.0 deprecates a hash's own functions in favour of those that look for an implementation among providers.
// openssl_user_macros(7): with this, what was right in 1.1 is declared without a warning.
#define OPENSSL_API_COMPAT 10100

#include <openssl/crypto.h>
#include <openssl/sha.h>
