// SPDX-License-Identifier: Apache-2.0
//
// Items by key, in the order in which they came.
#pragma once
#include "json.h"

typedef struct item {
    char *key;
    char *text;          // the item as JSON
    int64_t due_at;      // -1 without one
    bool gone;           // deleted; keeps its place so that pages stay in order
    size_t place;
    struct item *next;   // in the same bucket
} item;

typedef struct {
    item **buckets;
    item **all;          // NULL entries never occur; see gone
    size_t count, capacity, alive;
} table;

item *table_find(const table *t, slice key);

// Puts or replaces.
item *table_put(table *t, slice key, slice text);
void table_delete(table *t, slice key);
void table_clear(table *t);
static inline slice item_text(const item *i) {
    return i ? (slice){i->text, __builtin_strlen(i->text)} : (slice){NULL, 0};
}
