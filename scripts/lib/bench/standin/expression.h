// SPDX-License-Identifier: Apache-2.0
//
// DynamoDB's expressions, as far as the two competitors use them: terms with AND, then OR, without parentheses.
#pragma once
#include "buffer.h"
#include "json.h"

typedef struct {
    slice text, names, values;
} expression;

// An expression of a request and its placeholders.
expression expression_of(slice request, const char *member);

// Whether it holds for an item (empty if there is none). What is not understood does not hold.
bool expression_holds(expression e, slice item);

// The item after "SET a = :a, ... REMOVE b".
void expression_update(expression e, slice item, buffer *into);
