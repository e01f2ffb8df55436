// SPDX-License-Identifier: Apache-2.0
#include "expression.h"

expression expression_of(slice request, const char *member) {
    return (expression){
        json_string(request, member),
        json_member(request, "ExpressionAttributeNames"),
        json_member(request, "ExpressionAttributeValues"),
    };
}

// The next word; brackets, commas and comparisons stand between words.
static slice word(slice *rest) {
    const char *at = rest->at, *end = rest->at + rest->length;
    while (at < end && strchr(" ,()", *at)) at++;
    const char *from = at;
    while (at < end && !strchr(" ,()", *at)) at++;
    *rest = (slice){at, (size_t)(end - at)};
    return (slice){from, (size_t)(at - from)};
}

static slice named(slice object, slice name) {
    char key[256];
    snprintf(key, sizeof key, "%.*s", TEXT(name));
    return json_member(object, key);
}

// An attribute's name, behind its placeholder.
static slice path(expression e, slice text) {
    if (!text.length || *text.at != '#') return text;
    slice quoted = named(e.names, text);
    return quoted.length > 2 ? (slice){quoted.at + 1, quoted.length - 2} : text;
}

// Whether both are numbers and the left one is less, or no more, than the right one.
static bool is_less(slice left, slice right, bool or_same) {
    slice a = json_string(left, "N"), b = json_string(right, "N");
    return a.length && b.length && slice_integer(a) < slice_integer(b) + (or_same ? 1 : 0);
}

static bool term(expression e, slice item, slice first, slice *rest) {
    if (slice_is(first, "attribute_not_exists")) return !named(item, path(e, word(rest))).length;
    if (slice_is(first, "attribute_exists")) return named(item, path(e, word(rest))).length;
    slice value = named(item, path(e, first));
    slice comparison = word(rest);
    if (slice_is(comparison, "=")) {
        slice other = named(e.values, word(rest));
        return value.length && slice_same(value, other);
    }
    if (slice_is(comparison, "<=")) return is_less(value, named(e.values, word(rest)), true);
    if (slice_is(comparison, "<")) return is_less(value, named(e.values, word(rest)), false);
    if (slice_is(comparison, "IN")) {
        bool found = false;
        while (true) {
            slice before = *rest;
            slice candidate = word(rest);
            if (!candidate.length || *candidate.at != ':') {
                *rest = before;
                return found;
            }
            if (value.length && slice_same(value, named(e.values, candidate))) found = true;
        }
    }
    return false;
}

bool expression_holds(expression e, slice item) {
    if (!e.text.length) return true;
    slice rest = e.text;
    bool any = false, all = true;
    while (true) {
        slice first = word(&rest);
        if (!first.length) return any || all;
        if (slice_is(first, "OR")) {
            any = any || all;
            all = true;
        } else if (!slice_is(first, "AND")) {
            bool holds = term(e, item, first, &rest);
            all = all && holds;
        }
    }
}

// The last change of an attribute in the expression: true if it has one, with its value or, if removed, without.
static bool change(expression e, slice attribute, slice *value) {
    slice rest = e.text;
    bool removing = false, found = false;
    for (slice name = word(&rest); name.length; name = word(&rest)) {
        if (slice_is(name, "SET") || slice_is(name, "REMOVE")) {
            removing = slice_is(name, "REMOVE");
            continue;
        }
        slice target = path(e, name);
        slice new = {NULL, 0};
        if (!removing) {
            word(&rest); // =
            new = named(e.values, word(&rest));
        }
        if (slice_same(target, attribute)) {
            *value = new;
            found = true;
        }
    }
    return found;
}

static void member(buffer *into, slice name, slice value) {
    buffer_print(into, "%s\"%.*s\":%.*s", into->at[into->length - 1] == '{' ? "" : ",", TEXT(name), TEXT(value));
}

void expression_update(expression e, slice item, buffer *into) {
    buffer_print(into, "{");
    const char *cursor = NULL;
    slice name, value, new;
    while (json_next(item, &cursor, &name, &value)) {
        if (!change(e, name, &new)) member(into, name, value);
        else if (new.length) member(into, name, new);
    }
    // Attributes that the item did not have.
    slice rest = e.text;
    bool removing = false;
    for (slice target = word(&rest); target.length; target = word(&rest)) {
        if (slice_is(target, "SET") || slice_is(target, "REMOVE")) {
            removing = slice_is(target, "REMOVE");
            continue;
        }
        if (removing) continue;
        word(&rest);
        new = named(e.values, word(&rest));
        target = path(e, target);
        if (!named(item, target).length && new.length) member(into, target, new);
    }
    buffer_print(into, "}");
}
