// SPDX-License-Identifier: Apache-2.0
//
// Identity Center, its Identity Store and Organizations: every user and account there could be, ten permission sets.
#include "world.h"

#define INSTANCE "ssoins-0123456789abcdef"
#define PERMISSION_SET "arn:aws:sso:::permissionSet/" INSTANCE "/ps-00000000000000"

static const char *const names[] = {
    "ReadOnlyAccess", "ViewOnlyAccess", "BillingAccess",       "SupportUser",   "DataScientist",
    "NetworkAdmin",   "DatabaseAdmin",  "AdministratorAccess", "SecurityAudit", "PowerUserAccess",
};
enum { SETS = sizeof names / sizeof *names };

// An operation that has begun: finished at once, or at the first question after it.
static int begun(buffer *body, const char *which) {
    buffer_print(
        body, "{\"%s\":{\"RequestId\":\"00000000-0000-4000-8000-%012lld\",\"Status\":\"%s\"}}", which,
        (long long)++the_world.operations, the_world.finishes_later ? "IN_PROGRESS" : "SUCCEEDED"
    );
    return 200;
}

static int finished(slice id, buffer *body, const char *which) {
    buffer_print(body, "{\"%s\":{\"RequestId\":\"%.*s\",\"Status\":\"SUCCEEDED\"}}", which, TEXT(id));
    return 200;
}

static slice assignment_key(slice request, char *room, size_t size) {
    slice account = json_string(request, "TargetId"), set = json_string(request, "PermissionSetArn");
    slice principal = json_string(request, "PrincipalId");
    int length = snprintf(room, size, "%.*s#%.*s#%.*s", TEXT(account), TEXT(set), TEXT(principal));
    return (slice){room, (size_t)length};
}

static int create(slice request, buffer *body) {
    char room[512];
    table_put(&the_world.assignments, assignment_key(request, room, sizeof room), json_string(request, "PrincipalId"));
    return begun(body, "AccountAssignmentCreationStatus");
}

static int delete(slice request, buffer *body) {
    char room[512];
    slice key = assignment_key(request, room, sizeof room);
    if (!table_find(&the_world.assignments, key))
        return service_error(body, "ResourceNotFoundException", "There is no such assignment.");
    table_delete(&the_world.assignments, key);
    return begun(body, "AccountAssignmentDeletionStatus");
}

// Four others have the permission set in every account; the one who asks is among them if they were given it.
static int list_assignments(slice request, buffer *body) {
    slice account = json_string(request, "AccountId"), set = json_string(request, "PermissionSetArn");
    buffer_print(body, "{\"AccountAssignments\":[");
    for (int i = 0; i < 4; i++) {
        buffer_print(
            body,
            "%s{\"AccountId\":\"%.*s\",\"PermissionSetArn\":\"%.*s\",\"PrincipalType\":\"USER\","
            "\"PrincipalId\":\"standing-%d\"}",
            i ? "," : "", TEXT(account), TEXT(set), i
        );
    }
    char prefix[512];
    size_t length = (size_t)snprintf(prefix, sizeof prefix, "%.*s#%.*s#", TEXT(account), TEXT(set));
    const table *t = &the_world.assignments;
    for (size_t i = 0, shown = 4; i < t->count && shown < 100; i++) {
        if (t->all[i]->gone || strncmp(t->all[i]->key, prefix, length) != 0) continue;
        shown++;
        buffer_print(
            body,
            ",{\"AccountId\":\"%.*s\",\"PermissionSetArn\":\"%.*s\",\"PrincipalType\":\"USER\","
            "\"PrincipalId\":\"%s\"}",
            TEXT(account), TEXT(set), t->all[i]->text
        );
    }
    buffer_print(body, "]}");
    return 200;
}

static int list_permission_sets(buffer *body) {
    buffer_print(body, "{\"PermissionSets\":[");
    for (int i = 0; i < SETS; i++) buffer_print(body, "%s\"" PERMISSION_SET "%02d\"", i ? "," : "", i);
    buffer_print(body, "]}");
    return 200;
}

static int describe_permission_set(slice request, buffer *body) {
    slice arn = json_string(request, "PermissionSetArn");
    int number = arn.length > 2 ? (int)slice_integer((slice){arn.at + arn.length - 2, 2}) : SETS;
    if (number >= SETS) return service_error(body, "ResourceNotFoundException", "There is no such permission set.");
    buffer_print(
        body,
        "{\"PermissionSet\":{\"Name\":\"%s\",\"PermissionSetArn\":\"%.*s\",\"CreatedDate\":1700000000.123,"
        "\"SessionDuration\":\"PT1H\"}}",
        names[number], TEXT(arn)
    );
    return 200;
}

// The id of a user is made of the name, so that nobody has to be created.
static int get_user_id(slice request, buffer *body) {
    slice unique = json_member(json_member(request, "AlternateIdentifier"), "UniqueAttribute");
    slice value = json_string(unique, "AttributeValue");
    const char *sign = memchr(value.at ? value.at : "", '@', value.length);
    if (!sign) return service_error(body, "ResourceNotFoundException", "USER not found.");
    buffer_print(body, "{\"IdentityStoreId\":\"d-0123456789\",\"UserId\":\"user-%.*s\"}", (int)(sign - value.at), value.at);
    return 200;
}

static int describe_user(slice request, buffer *body) {
    slice id = json_string(request, "UserId");
    buffer_print(
        body,
        "{\"IdentityStoreId\":\"d-0123456789\",\"UserId\":\"%.*s\",\"UserName\":\"%.*s\",\"UserStatus\":\"ENABLED\","
        "\"DisplayName\":\"Ada Example\",\"Name\":{\"GivenName\":\"Ada\",\"FamilyName\":\"Example\"}}",
        TEXT(id), TEXT(id)
    );
    return 200;
}

static int describe_account(slice request, buffer *body) {
    slice id = json_string(request, "AccountId");
    buffer_print(
        body,
        "{\"Account\":{\"Id\":\"%.*s\",\"Arn\":\"arn:aws:organizations::111122223333:account/o-example/%.*s\","
        "\"Email\":\"root@example.com\",\"Name\":\"production\",\"Status\":\"ACTIVE\",\"State\":\"ACTIVE\","
        "\"JoinedMethod\":\"CREATED\",\"JoinedTimestamp\":1700000000.123}}",
        TEXT(id), TEXT(id)
    );
    return 200;
}

static int describe_organization(buffer *body) {
    buffer_print(
        body,
        "{\"Organization\":{\"Id\":\"o-example\",\"Arn\":\"arn:aws:organizations::444455556666:organization/o-example\","
        "\"FeatureSet\":\"ALL\",\"MasterAccountId\":\"444455556666\","
        "\"MasterAccountArn\":\"arn:aws:organizations::444455556666:account/o-example/444455556666\","
        "\"MasterAccountEmail\":\"root@example.com\"}}"
    );
    return 200;
}

int answer_identity_center(slice operation, slice request, buffer *body) {
    if (slice_is(operation, "ListInstances")) {
        buffer_print(
            body, "{\"Instances\":[{\"InstanceArn\":\"arn:aws:sso:::instance/" INSTANCE "\","
                  "\"IdentityStoreId\":\"d-0123456789\",\"OwnerAccountId\":\"111122223333\",\"Status\":\"ACTIVE\"}]}"
        );
        return 200;
    }
    if (slice_is(operation, "ListPermissionSets")) return list_permission_sets(body);
    if (slice_is(operation, "DescribePermissionSet")) return describe_permission_set(request, body);
    if (slice_is(operation, "ListTagsForResource")) {
        buffer_print(body, "{\"Tags\":[]}");
        return 200;
    }
    if (slice_is(operation, "ListAccountAssignments")) return list_assignments(request, body);
    if (slice_is(operation, "CreateAccountAssignment")) return create(request, body);
    if (slice_is(operation, "DeleteAccountAssignment")) return delete(request, body);
    if (slice_is(operation, "DescribeAccountAssignmentCreationStatus"))
        return finished(
            json_string(request, "AccountAssignmentCreationRequestId"), body, "AccountAssignmentCreationStatus"
        );
    if (slice_is(operation, "DescribeAccountAssignmentDeletionStatus"))
        return finished(
            json_string(request, "AccountAssignmentDeletionRequestId"), body, "AccountAssignmentDeletionStatus"
        );
    if (slice_is(operation, "GetUserId")) return get_user_id(request, body);
    if (slice_is(operation, "DescribeUser")) return describe_user(request, body);
    if (slice_is(operation, "DescribeOrganization")) return describe_organization(body);
    if (slice_is(operation, "DescribeAccount")) return describe_account(request, body);
    return service_error(body, "UnknownOperationException", "an operation that is not known here");
}
