// SPDX-License-Identifier: Apache-2.0
//
// Connections of HTTP/1.1, one request at a time on each; all on one thread.
#pragma once
#include "buffer.h"
#include "json.h"

typedef struct connection {
    int descriptor;
    buffer input, output;
    size_t sent;
    int64_t due;       // when the answer may go out, in nanoseconds; 0 while there is none
    bool is_waiting;   // a request is being answered
    struct connection *next;
} connection;

typedef struct {
    slice method, path, query, body;
    slice target;          // X-Amz-Target
    slice invocation_type; // X-Amz-Invocation-Type
} request;

// The monotonic clock, in nanoseconds: the same for every process of the machine.
int64_t clock_now(void);

// Answers the request that `c` is waiting for, `delay` nanoseconds from now.
void http_answer(connection *c, int status, const char *type, const char *headers, slice body, int64_t delay);

// A value in a query, as it stands there; nothing without it.
slice http_text(slice query, const char *name);

// The value of a whole number in a query such as "active=10&expired=2"; `standard` without it.
int64_t http_number(slice query, const char *name, int64_t standard);

// Called for each request; answers now or later by http_answer.
void handle_request(connection *c, const request *r);

// Called before a connection goes.
void handle_close(connection *c);

// Serves on a free port of 127.0.0.1, which is printed, until standard input ends.
int http_serve(void);
