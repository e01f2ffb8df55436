// SPDX-License-Identifier: Apache-2.0
//
// Text that grows.
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *at;
    size_t length, capacity;
} buffer;

static inline void buffer_room(buffer *b, size_t more) {
    if (b->length + more <= b->capacity) return;
    b->capacity = (b->length + more) * 2;
    b->at = realloc(b->at, b->capacity);
    if (!b->at) abort();
}

static inline void buffer_add(buffer *b, const void *text, size_t length) {
    buffer_room(b, length);
    if (length) memcpy(b->at + b->length, text, length);
    b->length += length;
}

__attribute__((format(printf, 2, 3))) static inline void buffer_print(buffer *b, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    buffer_room(b, (size_t)length + 1);
    vsnprintf(b->at + b->length, (size_t)length + 1, format, again);
    b->length += (size_t)length;
    va_end(again);
    va_end(arguments);
}

// For "%.*s".
#define TEXT(s) (int)(s).length, (s).at
