// SPDX-License-Identifier: Apache-2.0
//
// Just enough JSON: values stay text and are found where they stand, so that nothing is built or copied.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *at;
    size_t length;
} slice;

// Takes out white space and needless escapes, in place, so that equal values are equal bytes.
slice json_tidy(char *text, size_t length);

// The value of a member; empty if there is none.
slice json_member(slice object, const char *name);

// The string value of a member, without its quotes and with its escapes as they are; empty if there is none.
slice json_string(slice object, const char *name);

// Steps through an object or an array; start with *cursor NULL. The name is empty in an array.
bool json_next(slice container, const char **cursor, slice *name, slice *value);

bool slice_is(slice text, const char *other);
bool slice_same(slice left, slice right);
int64_t slice_integer(slice text);
