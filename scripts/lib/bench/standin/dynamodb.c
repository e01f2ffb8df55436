// SPDX-License-Identifier: Apache-2.0
#include "expression.h"
#include "world.h"

enum { SCAN_BYTES = 1 << 20, DUE_LIMIT = 1000 };

static bool is_of(slice request, const char *ending) {
    slice name = json_string(request, "TableName");
    size_t length = strlen(ending);
    return name.length >= length && memcmp(name.at + name.length - length, ending, length) == 0;
}

static bool is_audit(slice request) { return is_of(request, "audit"); }
static bool is_memory(slice request) { return is_of(request, "gateway"); }

static table *table_of(slice request) {
    if (is_memory(request)) return &the_world.memory;
    return is_audit(request) ? &the_world.audit : &the_world.state;
}

// The key of an item, or of the Key member of a request, in its own table.
static slice key_of(slice request, slice attributes, char *room, size_t size) {
    if (is_memory(request)) return json_string(json_member(attributes, "memory_key"), "S");
    if (!is_audit(request)) return json_string(json_member(attributes, "assignment_id"), "S");
    slice id = json_string(json_member(attributes, "request_id"), "S");
    slice sequence = json_string(json_member(attributes, "sequence"), "N");
    int length = snprintf(room, size, "%.*s#%.*s", TEXT(id), TEXT(sequence));
    return (slice){room, (size_t)length};
}

static void put(slice request, slice key, slice text) {
    table_put(table_of(request), key, text);
    if (is_audit(request)) {
        // The chain of a request is written in its order.
        table_put(&the_world.audit_tails, json_string(json_member(text, "request_id"), "S"), text);
    }
}

typedef enum { PUT, UPDATE, DELETE } kind;

typedef struct {
    kind kind;
    slice request, key;
    char room[512];
} write_action;

// In place, because the key may be kept in the action's own room.
static void begin(write_action *a, kind kind, slice request) {
    a->kind = kind;
    a->request = request;
    a->key = key_of(request, json_member(request, kind == PUT ? "Item" : "Key"), a->room, sizeof a->room);
}

static bool is_allowed(write_action *a) {
    slice stored = item_text(table_find(table_of(a->request), a->key));
    return expression_holds(expression_of(a->request, "ConditionExpression"), stored);
}

static void apply(write_action *a) {
    if (a->kind == PUT) put(a->request, a->key, json_member(a->request, "Item"));
    if (a->kind == DELETE) table_delete(table_of(a->request), a->key);
    if (a->kind == UPDATE) {
        item *stored = table_find(table_of(a->request), a->key);
        buffer next = {0};
        slice before = stored ? item_text(stored) : json_member(a->request, "Key");
        expression_update(expression_of(a->request, "UpdateExpression"), before, &next);
        put(a->request, a->key, (slice){next.at, next.length});
        free(next.at);
    }
}

static int write_one(kind kind, slice request, buffer *body) {
    write_action a;
    begin(&a, kind, request);
    if (!is_allowed(&a)) return service_error(body, "ConditionalCheckFailedException", "The conditional request failed");
    apply(&a);
    buffer_print(body, "{}");
    return 200;
}

static int transact(slice request, buffer *body) {
    static write_action actions[100];
    int count = 0;
    const char *cursor = NULL;
    slice name, value;
    slice list = json_member(request, "TransactItems");
    while (count < 100 && json_next(list, &cursor, &name, &value)) {
        slice one;
        if ((one = json_member(value, "Put")).length) begin(&actions[count], PUT, one);
        else if ((one = json_member(value, "Update")).length) begin(&actions[count], UPDATE, one);
        else if ((one = json_member(value, "Delete")).length) begin(&actions[count], DELETE, one);
        else return service_error(body, "ValidationException", "an action that is not known here");
        count++;
    }
    bool failed = false;
    buffer reasons = {0};
    for (int i = 0; i < count; i++) {
        bool allowed = is_allowed(&actions[i]);
        failed = failed || !allowed;
        buffer_print(&reasons, "%s{\"Code\":\"%s\"}", i ? "," : "", allowed ? "None" : "ConditionalCheckFailed");
    }
    if (failed) {
        buffer_print(
            body,
            "{\"__type\":\"com.amazonaws.dynamodb.v20120810#TransactionCanceledException\","
            "\"Message\":\"Transaction cancelled\",\"CancellationReasons\":[%.*s]}",
            (int)reasons.length, reasons.at
        );
    } else {
        for (int i = 0; i < count; i++) apply(&actions[i]);
        buffer_print(body, "{}");
    }
    free(reasons.at);
    return failed ? 400 : 200;
}

static int get(slice request, buffer *body) {
    char room[512];
    slice key = key_of(request, json_member(request, "Key"), room, sizeof room);
    item *found = table_find(table_of(request), key);
    if (found) buffer_print(body, "{\"Item\":%s}", found->text);
    else buffer_print(body, "{}");
    return 200;
}

static int by_due(const void *left, const void *right) {
    const item *a = *(item *const *)left, *b = *(item *const *)right;
    if (a->due_at != b->due_at) return a->due_at < b->due_at ? -1 : 1;
    return strcmp(a->key, b->key);
}

static void last_key(buffer *body, const item *last) {
    buffer_print(body, ",\"LastEvaluatedKey\":{\"assignment_id\":{\"S\":\"%s\"}", last->key);
    if (last->due_at >= 0)
        buffer_print(body, ",\"due\":{\"S\":\"due\"},\"due_at\":{\"N\":\"%lld\"}", (long long)last->due_at);
    buffer_print(body, "}");
}

// "due = :due AND due_at <= :now" on the due-index; the only other query is for the end of an audit trail.
static int query_due(slice request, buffer *body) {
    slice values = json_member(request, "ExpressionAttributeValues");
    int64_t now = slice_integer(json_string(json_member(values, ":now"), "N"));
    slice start = json_member(request, "ExclusiveStartKey");
    int64_t after_due = slice_integer(json_string(json_member(start, "due_at"), "N"));
    slice after_key = json_string(json_member(start, "assignment_id"), "S");
    char after_text[512];
    snprintf(after_text, sizeof after_text, "%.*s", TEXT(after_key));

    table *t = &the_world.state;
    item **due = malloc((t->count + 1) * sizeof *due);
    size_t count = 0;
    for (size_t i = 0; i < t->count; i++) {
        item *one = t->all[i];
        if (one->gone || one->due_at < 0 || one->due_at > now) continue;
        if (start.length && (one->due_at < after_due || (one->due_at == after_due && strcmp(one->key, after_text) <= 0)))
            continue;
        due[count++] = one;
    }
    qsort(due, count, sizeof *due, by_due);
    slice asked = json_member(request, "Limit");
    size_t limit = asked.length ? (size_t)slice_integer(asked) : DUE_LIMIT;
    size_t shown = count < limit ? count : limit;
    buffer_print(body, "{\"Count\":%zu,\"ScannedCount\":%zu,\"Items\":[", shown, shown);
    for (size_t i = 0; i < shown; i++) buffer_print(body, "%s%s", i ? "," : "", due[i]->text);
    buffer_print(body, "]");
    if (count > shown && shown) last_key(body, due[shown - 1]);
    buffer_print(body, "}");
    free(due);
    return 200;
}

static int query(slice request, buffer *body) {
    if (json_member(request, "IndexName").length) return query_due(request, body);
    slice id = json_string(json_member(json_member(request, "ExpressionAttributeValues"), ":id"), "S");
    item *last = table_find(&the_world.audit_tails, id);
    if (last) buffer_print(body, "{\"Count\":1,\"ScannedCount\":1,\"Items\":[%s]}", last->text);
    else buffer_print(body, "{\"Count\":0,\"ScannedCount\":0,\"Items\":[]}");
    return 200;
}

// A page is a megabyte of what was read, whatever the filter leaves of it, as AWS has it.
static int scan(slice request, buffer *body) {
    table *t = table_of(request);
    expression filter = expression_of(request, "FilterExpression");
    slice start = json_string(json_member(json_member(request, "ExclusiveStartKey"), "assignment_id"), "S");
    item *before = start.length ? table_find(t, start) : NULL;
    size_t i = before ? before->place + 1 : 0, bytes = 0, count = 0, scanned = 0;
    item *last = NULL;
    buffer items = {0};
    for (; i < t->count && bytes < SCAN_BYTES; i++) {
        if (t->all[i]->gone) continue;
        last = t->all[i];
        slice text = item_text(last);
        bytes += text.length;
        scanned++;
        if (expression_holds(filter, text)) buffer_print(&items, "%s%s", count++ ? "," : "", last->text);
    }
    buffer_print(
        body, "{\"Count\":%zu,\"ScannedCount\":%zu,\"Items\":[%.*s]", count, scanned, (int)items.length,
        items.at ? items.at : ""
    );
    if (i < t->count && last) last_key(body, last);
    buffer_print(body, "}");
    free(items.at);
    return 200;
}

int answer_dynamodb(slice operation, slice request, buffer *body) {
    if (slice_is(operation, "GetItem")) return get(request, body);
    if (slice_is(operation, "Query")) return query(request, body);
    if (slice_is(operation, "Scan")) return scan(request, body);
    if (slice_is(operation, "TransactWriteItems")) return transact(request, body);
    if (slice_is(operation, "PutItem")) return write_one(PUT, request, body);
    if (slice_is(operation, "UpdateItem")) return write_one(UPDATE, request, body);
    if (slice_is(operation, "DeleteItem")) return write_one(DELETE, request, body);
    return service_error(body, "UnknownOperationException", "an operation that is not known here");
}
