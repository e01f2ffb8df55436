// SPDX-License-Identifier: Apache-2.0
#include "world.h"

world the_world;

int service_error(buffer *body, const char *code, const char *message) {
    buffer_print(body, "{\"__type\":\"%s\",\"message\":\"%s\",\"Message\":\"%s\"}", code, message, message);
    return 400;
}

static void count(slice operation) {
    item *known = table_find(&the_world.calls, operation);
    char text[32];
    int length = snprintf(text, sizeof text, "%lld", known ? atoll(known->text) + 1 : 1LL);
    table_put(&the_world.calls, operation, (slice){text, (size_t)length});
    the_world.all_calls++;
}

// The app's secrets, which the benchmark signs with.
static int answer_secret(slice operation, buffer *body) {
    if (!slice_is(operation, "GetSecretValue"))
        return service_error(body, "UnknownOperationException", "an operation that is not known here");
    buffer_print(
        body, "{\"Name\":\"hourglass/slack\",\"SecretString\":\"{\\\"bot_token\\\":\\\"xoxb-bench\\\","
              "\\\"signing_secret\\\":\\\"bench-signing-secret\\\"}\"}"
    );
    return 200;
}

int answer_invoke(slice type, buffer *body) {
    count((slice){"Invoke", 6});
    if (slice_is(type, "Event")) return 202;
    service_error(body, "InvalidParameterValueException", "nothing is invoked here but by the queue");
    return 400;
}

int answer_json(slice target, slice request, buffer *body) {
    const char *dot = memchr(target.at, '.', target.length);
    if (!dot) return service_error(body, "UnknownOperationException", "no operation");
    slice operation = {dot + 1, (size_t)(target.at + target.length - dot - 1)};
    count(operation);
    if (target.length > 15 && memcmp(target.at, "secretsmanager.", 15) == 0) return answer_secret(operation, body);
    bool is_dynamodb = target.length > 8 && memcmp(target.at, "DynamoDB", 8) == 0;
    return is_dynamodb ? answer_dynamodb(operation, request, body) : answer_identity_center(operation, request, body);
}
