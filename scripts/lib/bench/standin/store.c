// SPDX-License-Identifier: Apache-2.0
#include "store.h"
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1 << 16 };

static size_t bucket(slice key) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < key.length; i++) hash = (hash ^ (unsigned char)key.at[i]) * 1099511628211u;
    return hash & (BUCKETS - 1);
}

static item *find(const table *t, slice key) {
    if (!t->buckets) return NULL;
    for (item *i = t->buckets[bucket(key)]; i; i = i->next)
        if (strlen(i->key) == key.length && memcmp(i->key, key.at, key.length) == 0) return i;
    return NULL;
}

item *table_find(const table *t, slice key) {
    item *found = find(t, key);
    return found && !found->gone ? found : NULL;
}

static char *copy(slice text) {
    return strndup(text.length ? text.at : "", text.length);
}

item *table_put(table *t, slice key, slice text) {
    if (!t->buckets) t->buckets = calloc(BUCKETS, sizeof *t->buckets);
    item *i = find(t, key);
    if (!i) {
        i = calloc(1, sizeof *i);
        i->key = copy(key);
        i->gone = true;
        size_t place = bucket(key);
        i->next = t->buckets[place];
        t->buckets[place] = i;
        if (t->count == t->capacity) {
            t->capacity = t->capacity ? t->capacity * 2 : 1024;
            t->all = realloc(t->all, t->capacity * sizeof *t->all);
        }
        i->place = t->count;
        t->all[t->count++] = i;
    }
    if (i->gone) t->alive++;
    i->gone = false;
    char *before = i->text; // the new text may be made of the old one
    i->text = copy(text);
    free(before);
    slice due = json_string(json_member(item_text(i), "due_at"), "N");
    i->due_at = due.length ? slice_integer(due) : -1;
    return i;
}

void table_delete(table *t, slice key) {
    item *i = table_find(t, key);
    if (!i) return;
    i->gone = true;
    t->alive--;
}

void table_clear(table *t) {
    for (size_t i = 0; i < t->count; i++) {
        free(t->all[i]->key);
        free(t->all[i]->text);
        free(t->all[i]);
    }
    free(t->all);
    free(t->buckets);
    *t = (table){0};
}
