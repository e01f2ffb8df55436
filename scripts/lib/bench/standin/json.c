// SPDX-License-Identifier: Apache-2.0
#include "json.h"
#include <string.h>

slice json_tidy(char *text, size_t length) {
    char *out = text;
    bool in_string = false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (!in_string) {
            if (c == ' ' || c == '\n' || c == '\t' || c == '\r') continue;
            in_string = c == '"';
        } else if (c == '"') {
            in_string = false;
        } else if (c == '\\' && i + 1 < length) {
            if (text[i + 1] != '/') *out++ = c;
            c = text[++i];
        }
        *out++ = c;
    }
    return (slice){text, (size_t)(out - text)};
}

static const char *past_string(const char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\') at++;
    return at < end ? at + 1 : end;
}

static const char *past_value(const char *at, const char *end) {
    int depth = 0;
    while (at < end) {
        if (*at == '"') {
            at = past_string(at, end);
            if (depth == 0) return at;
            continue;
        }
        if (*at == '{' || *at == '[') depth++;
        if (*at == '}' || *at == ']') {
            if (depth == 0) return at;
            if (--depth == 0) return at + 1;
        }
        if (*at == ',' && depth == 0) return at;
        at++;
    }
    return end;
}

bool json_next(slice container, const char **cursor, slice *name, slice *value) {
    if (container.length < 2) return false;
    const char *end = container.at + container.length - 1;
    const char *at = *cursor ? *cursor : container.at;
    // At the opening bracket or at the comma after the last value.
    if (++at >= end) return false;
    *name = (slice){at, 0};
    if (*container.at == '{') {
        const char *close = past_string(at, end);
        *name = (slice){at + 1, (size_t)(close - at - 2)};
        at = close + 1;
        if (at >= end) return false;
    }
    const char *after = past_value(at, end);
    *value = (slice){at, (size_t)(after - at)};
    *cursor = after;
    return true;
}

slice json_member(slice object, const char *name) {
    const char *cursor = NULL;
    slice found, value;
    while (json_next(object, &cursor, &found, &value))
        if (slice_is(found, name)) return value;
    return (slice){NULL, 0};
}

slice json_string(slice object, const char *name) {
    slice value = json_member(object, name);
    if (value.length < 2 || *value.at != '"') return (slice){NULL, 0};
    return (slice){value.at + 1, value.length - 2};
}

bool slice_is(slice text, const char *other) {
    return text.length == strlen(other) && memcmp(text.at, other, text.length) == 0;
}

bool slice_same(slice left, slice right) {
    return left.length == right.length && memcmp(left.at, right.at, left.length) == 0;
}

int64_t slice_integer(slice text) {
    int64_t number = 0;
    for (size_t i = 0; i < text.length && text.at[i] >= '0' && text.at[i] <= '9'; i++)
        number = number * 10 + (text.at[i] - '0');
    return number;
}
