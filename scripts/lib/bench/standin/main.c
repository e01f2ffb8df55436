// SPDX-License-Identifier: Apache-2.0
//
// One process that is everything around a function: the Lambda Runtime API, the AWS services that Grant and Revoke
// call, and, under /bench/, what the benchmark steers it with. On the loopback interface only.
#define _GNU_SOURCE
#include "http.h"
#include "world.h"
#include <time.h>

#define RUNTIME "/2018-06-01/runtime/"

static int64_t latency; // nanoseconds that each AWS call takes at least

// The function, as the Runtime API sees it: one at a time.
static struct {
    connection *next;     // its request for an event, while it has none
    int64_t next_at;      // when that came
    connection *invoker;  // the benchmark, waiting for the answer
    connection *observer; // the benchmark, waiting for the function to be ready
    int64_t ready_after;  // for a request for an event later than this
    int64_t sent_at;
    int64_t number;
} function;

static const slice nothing = {"{}", 2};

static bool begins(slice text, const char *with) {
    size_t length = strlen(with);
    return text.length >= length && memcmp(text.at, with, length) == 0;
}

static void tell(connection *c, const buffer *text) {
    http_answer(c, 200, "application/json", "", (slice){text->at, text->length}, 0);
}

// MARK: AWS

// The checksum that DynamoDB sends with its answers, and that both clients check.
static uint32_t crc32(slice text) {
    static uint32_t steps[256];
    if (!steps[1]) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t step = i;
            for (int bit = 0; bit < 8; bit++) step = step & 1 ? 0xEDB88320u ^ (step >> 1) : step >> 1;
            steps[i] = step;
        }
    }
    uint32_t sum = ~0u;
    for (size_t i = 0; i < text.length; i++) sum = steps[(sum ^ (unsigned char)text.at[i]) & 255] ^ (sum >> 8);
    return ~sum;
}

static void answer_aws(connection *c, const request *r) {
    buffer body = {0};
    int status = 200;
    const char *type = "application/x-amz-json-1.0";
    if (begins(r->path, "/2015-03-31/functions/")) {
        type = "application/json";
        status = answer_invoke(r->invocation_type, &body);
    } else if (r->target.length) {
        slice tidy = json_tidy((char *)r->body.at, r->body.length);
        status = answer_json(r->target, tidy, &body);
    } else {
        type = "text/xml";
        answer_json((slice){"SNS.Publish", 11}, nothing, &body);
        body.length = 0;
        buffer_print(
            &body, "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>"
                   "00000000-0000-4000-8000-000000000000</MessageId></PublishResult></PublishResponse>"
        );
    }
    slice answer = {body.at, body.length};
    char headers[256], date[64];
    time_t now = time(NULL);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime(&now));
    int length = snprintf(
        headers, sizeof headers, "x-amzn-RequestId: 00000000-0000-4000-8000-%012lld\r\nDate: %s\r\n",
        (long long)the_world.all_calls, date
    );
    if (begins(r->target, "DynamoDB"))
        snprintf(headers + length, sizeof headers - (size_t)length, "x-amz-crc32: %u\r\n", crc32(answer));
    http_answer(c, status, type, headers, answer, latency);
    free(body.at);
}

// MARK: The Runtime API

static void observe(void) {
    if (!function.observer || !function.next || function.next_at <= function.ready_after) return;
    buffer text = {0};
    buffer_print(&text, "{\"at\":%lld}", (long long)function.next_at);
    tell(function.observer, &text);
    free(text.at);
    function.observer = NULL;
}

static void answer_invoker(const request *r, bool failed) {
    if (!function.invoker) return;
    buffer text = {0};
    buffer_print(
        &text, "{\"nanoseconds\":%lld,\"failed\":%s,\"answer\":%.*s}", (long long)(clock_now() - function.sent_at),
        failed ? "true" : "false", TEXT(r->body)
    );
    tell(function.invoker, &text);
    free(text.at);
    function.invoker = NULL;
}

static void answer_runtime(connection *c, const request *r) {
    if (slice_is(r->path, RUNTIME "invocation/next")) {
        function.next = c;
        function.next_at = clock_now();
        observe();
        return;
    }
    bool is_response = memmem(r->path.at, r->path.length, "/response", 9) != NULL;
    answer_invoker(r, !is_response);
    http_answer(c, 202, "application/json", "", nothing, 0);
}

// By the alias that the query names, if it names one.
static void invoke(connection *c, const request *r) {
    if (!function.next) {
        http_answer(c, 409, "application/json", "", nothing, 0);
        return;
    }
    char headers[512];
    slice alias = http_text(r->query, "alias");
    snprintf(
        headers, sizeof headers,
        "Lambda-Runtime-Aws-Request-Id: 00000000-0000-4000-a000-%012lld\r\n"
        "Lambda-Runtime-Deadline-Ms: %lld\r\n"
        "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:111122223333:function:bench%s%.*s\r\n"
        "Lambda-Runtime-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0\r\n",
        (long long)++function.number, (long long)(time(NULL) + 900) * 1000, alias.length ? ":" : "", TEXT(alias)
    );
    connection *next = function.next;
    function.next = NULL;
    function.invoker = c;
    function.sent_at = clock_now();
    http_answer(next, 200, "application/json", headers, r->body, 0);
}

// MARK: The benchmark

static void report(connection *c) {
    buffer text = {0};
    buffer_print(
        &text, "{\"all_calls\":%lld,\"state\":%zu,\"audit\":%zu,\"memory\":%zu,\"assignments\":%zu,\"calls\":{",
        (long long)the_world.all_calls, the_world.state.alive, the_world.audit.alive, the_world.memory.alive,
        the_world.assignments.alive
    );
    const table *calls = &the_world.calls;
    for (size_t i = 0; i < calls->count; i++)
        buffer_print(&text, "%s\"%s\":%s", i ? "," : "", calls->all[i]->key, calls->all[i]->text);
    buffer_print(&text, "}}");
    tell(c, &text);
    free(text.at);
}

static void answer_bench(connection *c, const request *r) {
    if (slice_is(r->path, "/bench/seed")) {
        seed(http_number(r->query, "active", 0), http_number(r->query, "expired", 0), time(NULL));
        the_world.finishes_later = http_number(r->query, "finishes_later", 0) != 0;
        latency = http_number(r->query, "latency_ms", 0) * 1000000;
        http_answer(c, 200, "application/json", "", nothing, 0);
    } else if (slice_is(r->path, "/bench/ready")) {
        function.observer = c;
        function.ready_after = http_number(r->query, "after", 0);
        observe();
    } else if (slice_is(r->path, "/bench/invoke")) {
        invoke(c, r);
    } else if (slice_is(r->path, "/bench/state")) {
        report(c);
    } else {
        http_answer(c, 404, "application/json", "", nothing, 0);
    }
}

void handle_request(connection *c, const request *r) {
    if (begins(r->path, "/bench/")) answer_bench(c, r);
    else if (begins(r->path, RUNTIME)) answer_runtime(c, r);
    else answer_aws(c, r);
}

void handle_close(connection *c) {
    if (function.next == c) function.next = NULL;
    if (function.invoker == c) function.invoker = NULL;
    if (function.observer == c) function.observer = NULL;
}

int main(void) { return http_serve(); }
