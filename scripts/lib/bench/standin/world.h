// SPDX-License-Identifier: Apache-2.0
//
// What the stand-in keeps, and what its parts offer each other.
#pragma once
#include "buffer.h"
#include "json.h"
#include "store.h"

typedef struct {
    table state;       // by assignment_id
    table audit;       // by request_id#sequence
    table audit_tails; // the last audit record, by request_id
    table memory;      // of the Gateway, by memory_key
    table assignments; // by account#permission set#principal; the text is the principal
    int64_t operations;  // creations and deletions begun
    bool finishes_later; // whether they are IN_PROGRESS at first
    table calls;         // how often each operation was called, as text
    int64_t all_calls;
} world;

extern world the_world;

// A call of a json protocol. Writes the answer's body and returns its status.
int answer_json(slice target, slice request, buffer *body);

// Puts an asynchronous invocation into a queue that nobody empties.
int answer_invoke(slice type, buffer *body);

int answer_dynamodb(slice operation, slice request, buffer *body);
int answer_identity_center(slice operation, slice request, buffer *body);

// Empties everything and fills it with leases that are active and leases that are over.
void seed(int64_t active, int64_t expired, int64_t now);

int service_error(buffer *body, const char *code, const char *message);
