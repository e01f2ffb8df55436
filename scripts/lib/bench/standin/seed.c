// SPDX-License-Identifier: Apache-2.0
#include "world.h"
#include <time.h>

#define SET_ARN "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0000000000000007"

static slice text(const buffer *b) { return (slice){b->at, b->length}; }

static void audit_record(const char *id, int sequence, const char *action, const char *status, const char *rest) {
    buffer key = {0}, record = {0};
    buffer_print(&key, "%s#%d", id, sequence);
    buffer_print(
        &record,
        "{\"request_id\":{\"S\":\"%s\"},\"sequence\":{\"N\":\"%d\"},\"action\":{\"S\":\"%s\"},\"status\":{\"S\":\"%s\"},"
        "\"hash\":{\"S\":\"%064d\"},\"previous_hash\":{\"S\":\"%064d\"},%s}",
        id, sequence, action, status, sequence, sequence - 1, rest
    );
    table_put(&the_world.audit, text(&key), text(&record));
    table_put(&the_world.audit_tails, (slice){id, strlen(id)}, text(&record));
    free(key.at);
    free(record.at);
}

// One lease as a grant has left it: the binding, its request, its audit trail and the assignment.
static void lease(int64_t number, int64_t expires_at, const char *created_at) {
    char id[64], user[64], account[16];
    snprintf(id, sizeof id, "00000000-0000-4000-9000-%012lld", (long long)number);
    snprintf(user, sizeof user, "user-held-%06lld", (long long)number);
    snprintf(account, sizeof account, "2%011lld", (long long)(number % 500));
    long long end = (long long)expires_at;

    buffer key = {0}, item = {0};
    buffer_print(&key, "%s#%s#" SET_ARN, user, account);
    buffer_print(
        &item,
        "{\"assignment_id\":{\"S\":\"%.*s\"},\"user_id\":{\"S\":\"%s\"},\"account_id\":{\"S\":\"%s\"},"
        "\"permission_set_arn\":{\"S\":\"" SET_ARN "\"},\"permission_set\":{\"S\":\"AdministratorAccess\"},"
        "\"user_email\":{\"S\":\"held-%06lld@example.com\"},\"expiry_timestamp\":{\"N\":\"%lld\"},"
        "\"created_at\":{\"S\":\"%s\"},\"status\":{\"S\":\"ACTIVE\"},\"version\":{\"N\":\"2\"},"
        "\"standing\":{\"BOOL\":false},\"due\":{\"S\":\"due\"},\"due_at\":{\"N\":\"%lld\"},\"leases\":{\"M\":{\"%s\":"
        "{\"M\":{\"duration_seconds\":{\"N\":\"3600\"},\"expires_at\":{\"N\":\"%lld\"},\"status\":{\"S\":\"ACTIVE\"}}}}}}",
        (int)key.length, key.at, user, account, (long long)number, end, created_at, end, id, end
    );
    table_put(&the_world.state, text(&key), text(&item));
    key.length = item.length = 0;

    buffer_print(&key, "request#%s", id);
    buffer_print(
        &item,
        "{\"assignment_id\":{\"S\":\"%.*s\"},\"request_id\":{\"S\":\"%s\"},\"digest\":{\"S\":\"%064d\"},"
        "\"status\":{\"S\":\"APPROVED\"},\"lease_status\":{\"S\":\"ACTIVE\"},\"user_id\":{\"S\":\"%s\"},"
        "\"user_email\":{\"S\":\"held-%06lld@example.com\"},\"account_id\":{\"S\":\"%s\"},"
        "\"permission_set_arn\":{\"S\":\"" SET_ARN "\"},\"permission_set\":{\"S\":\"AdministratorAccess\"},"
        "\"created_at\":{\"S\":\"%s\"},\"policy_rule\":{\"S\":\"published-event\"},"
        "\"expires_at\":{\"N\":\"%lld\"},\"standing\":{\"BOOL\":false}}",
        (int)key.length, key.at, id, 0, user, (long long)number, account, created_at, end
    );
    table_put(&the_world.state, text(&key), text(&item));
    key.length = 0;

    buffer_print(&key, "%s#" SET_ARN "#%s", account, user);
    table_put(&the_world.assignments, text(&key), (slice){user, strlen(user)});
    free(key.at);
    free(item.at);

    char rest[256];
    snprintf(
        rest, sizeof rest, "\"timestamp\":{\"S\":\"%s\"},\"user_id\":{\"S\":\"%s\"},\"account_id\":{\"S\":\"%s\"}",
        created_at, user, account
    );
    audit_record(id, 1, "REQUEST", "SUCCESS", rest);
    audit_record(id, 2, "GRANT", "STARTED", rest);
    audit_record(id, 3, "GRANT", "SUCCESS", rest);
}

void seed(int64_t active, int64_t expired, int64_t now) {
    table *all[] = {
        &the_world.state, &the_world.audit, &the_world.audit_tails, &the_world.assignments, &the_world.calls,
        &the_world.memory,
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) table_clear(all[i]);
    the_world.all_calls = 0;

    time_t hour_ago = (time_t)now - 3600;
    char created_at[32];
    strftime(created_at, sizeof created_at, "%Y-%m-%dT%H:%M:%S.000Z", gmtime(&hour_ago));
    for (int64_t i = 0; i < active; i++) lease(i, now + 86400 + i, created_at);
    for (int64_t i = 0; i < expired; i++) lease(active + i, now - 1 - i % 60, created_at);
}
