# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds the static libcurl that the packaged functions contain. Source it after common.sh.
#
# Debian's own libcurl.a cannot be linked statically: it wants Kerberos, LDAP and more, which Debian has as shared
# libraries only. So Debian's source, with its security patches, is built once more with what a function uses: http and
# https, OpenSSL for TLS, and c-ares for names, because glibc's resolver loads modules and a static program cannot.
#
# Everything is kept in .build-deps, which may be deleted at any time.

DEPS="$HOURGLASS_ROOT/.build-deps"

CURL_OPTIONS=(
    --disable-shared --enable-static --enable-symbol-hiding
    --disable-dependency-tracking --disable-maintainer-mode
    --with-openssl --enable-ares
    # The functions name their certificate authorities themselves.
    --without-ca-bundle --without-ca-path
    --without-zlib --without-brotli --without-zstd --without-libpsl --without-libidn2 --without-librtmp
    --without-libssh2 --without-nghttp2 --without-gssapi --without-libgsasl
    --disable-dict --disable-file --disable-ftp --disable-gopher --disable-imap --disable-ldap --disable-ldaps
    --disable-mqtt --disable-pop3 --disable-rtsp --disable-smb --disable-smtp --disable-telnet --disable-tftp
    --disable-alt-svc --disable-cookies --disable-doh --disable-get-easy-options --disable-headers-api --disable-hsts
    --disable-manual --disable-mime --disable-netrc --disable-ntlm --disable-ntlm-wb --disable-tls-srp
    --disable-unix-sockets --disable-websockets
)

CURL_CFLAGS="-O2 -g0 -ffunction-sections -fdata-sections -fstack-protector-strong -D_FORTIFY_SOURCE=2"

# The tools and libraries that are missing, by the names of Debian's packages.
missing_for_package() {
    command -v make >/dev/null 2>&1 || echo make
    command -v dpkg-source >/dev/null 2>&1 || echo dpkg-dev
    command -v strip >/dev/null 2>&1 || echo binutils
    command -v python3 >/dev/null 2>&1 || echo python3
    command -v pkg-config >/dev/null 2>&1 || echo pkg-config
    has_static_library ssl || echo libssl-dev
    has_static_library cares || echo libc-ares-dev
    [ -d /usr/share/ca-certificates/mozilla ] || echo ca-certificates
}

# The compiler answers with the name alone where it finds no such file.
has_static_library() {
    [ -e "$(clang -print-file-name="lib$1.a")" ]
}

# package_version <package>: the version of the source that an installed package was built from.
package_version() {
    dpkg-query --show --showformat='${source:Version}' "$1" 2>/dev/null || echo unknown
}

# require_static_curl [--update]
require_static_curl() {
    local key
    key=$(curl_key)
    if [ "${1:-}" != --update ] && [ "$(cat "$DEPS/key" 2>/dev/null)" = "$key" ] && ! curl_is_outdated; then
        return
    fi
    mkdir -p "$DEPS"
    rm -f "$DEPS/key"
    if [ "${1:-}" = --update ] || [ -z "$(curl_source)" ] || curl_is_outdated; then
        fetch_curl
    fi
    build_curl
    printf '%s\n' "$key" >"$DEPS/key"
    # The build does not notice that a library has changed.
    find "$HOURGLASS_ROOT"/.build-package/*/release -maxdepth 1 -type f -perm -u+x -delete 2>/dev/null || true
}

# What a built libcurl depends on besides its own version.
curl_key() {
    {
        uname -m
        clang --version
        package_version libssl-dev
        package_version libc-ares-dev
        printf '%s\n' "${CURL_OPTIONS[@]}" "$CURL_CFLAGS"
    } | sha256sum | cut -d ' ' -f 1
}

# The version, as Debian writes it, of the libcurl that is built; nothing if there is none.
curl_version() {
    cat "$DEPS/version" 2>/dev/null || true
}

# Whether the system has a newer libcurl than was built here: then there may be a reason for it.
curl_is_outdated() {
    local installed
    installed=$(package_version libcurl4-openssl-dev)
    [ "$installed" != unknown ] && dpkg --compare-versions "$(curl_version)" lt-nl "$installed"
}

curl_source() {
    find "$DEPS/source" -maxdepth 1 -name 'curl_*.dsc' 2>/dev/null | sort -V | tail -n 1
}

# Fetches the source from the mirrors that this machine is configured to use, without changing that configuration.
fetch_curl() {
    local apt="$DEPS/apt" file
    command -v apt-get >/dev/null 2>&1 || explain_missing_source "There is no apt-get here."
    note "Fetching the source of libcurl"
    rm -rf "$apt"
    mkdir -p "$apt/sources" "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/curl"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
        [ -r "$file" ] || continue
        case "$file" in
        *.list) sed -n -E 's/^deb([[:space:]])/deb-src\1/p' "$file" ;;
        *.sources) sed -E 's/^Types:.*/Types: deb-src/' "$file" ;;
        esac >"$apt/sources/${file##*/}"
    done
    # Whoever reads these entries verifies what they name as for any package: by the mirrors' signatures.
    set -- -qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/sources" \
        -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache"
    [ "$(id -u)" -ne 0 ] || set -- "$@" -o APT::Sandbox::User=root
    # A source of other packages that cannot be read is no reason to stop; without Debian's there is nothing to fetch.
    apt-get "$@" update >"$apt/log" 2>&1 || true
    (cd "$apt/curl" && apt-get "$@" source --download-only curl >>"$apt/log" 2>&1) ||
        explain_missing_source "$(grep -E '^[EW]:' "$apt/log" | tail -n 3)"
    rm -rf "$DEPS/source"
    mv "$apt/curl" "$DEPS/source"
    rm -rf "$apt"
}

explain_missing_source() {
    fail "The source package of curl is missing, and could not be fetched." "$1" \
        "Where there is a network, and a deb-src entry for Debian or Ubuntu, run:" \
        "    apt-get source --download-only curl" \
        "Put the files (curl_*.dsc and those it names) into .build-deps/source, then run scripts/package again."
}

build_curl() {
    local source log="$DEPS/build.log" build="$DEPS/build"
    source=$(curl_source)
    note "Building libcurl (once, one to two minutes)"
    rm -rf "$build" "${DEPS:?}/lib" "${DEPS:?}/include"
    build_curl_quietly "$source" "$build" >"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        fail "libcurl could not be built." "The whole output is in $log"
    }
    sed -n 's/^Version: //p' "$source" | head -n 1 >"$DEPS/version"
    rm -rf "$build"
}

build_curl_quietly() (
    set -e
    # Unpacking applies Debian's patches and checks the files against their digests in the .dsc.
    dpkg-source --extract "$1" "$2"
    cd "$2"
    CC=clang CFLAGS="$CURL_CFLAGS -ffile-prefix-map=$2=curl" ./configure "${CURL_OPTIONS[@]}"
    make -j "$(nproc)" -C lib
    mkdir -p "$DEPS/lib/pkgconfig" "$DEPS/include/curl"
    cp lib/.libs/libcurl.a "$DEPS/lib/"
    cp include/curl/*.h "$DEPS/include/curl/"
    # SwiftPM asks pkg-config where libcrypto is, and puts the answer before the system's own folders. Answering with
    # this folder makes -lcurl mean the library in it, without a word in Package.swift.
    cat >"$DEPS/lib/pkgconfig/libcrypto.pc" <<PC
Name: libcrypto and the static libcurl
Description: What a packaged function is linked with
Version: 1
Libs: -L$DEPS/lib -lcurl -lssl -lcrypto -lcares
PC
)
