// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "http.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST_REQUEST = 8 << 20 };

static int poller;
static connection *connections;

int64_t clock_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

slice http_text(slice query, const char *name) {
    size_t length = strlen(name);
    for (size_t i = 0; i + length < query.length; i++) {
        bool begins = i == 0 || query.at[i - 1] == '&';
        if (!begins || memcmp(query.at + i, name, length) != 0 || query.at[i + length] != '=') continue;
        const char *from = query.at + i + length + 1, *end = query.at + query.length;
        const char *stop = memchr(from, '&', (size_t)(end - from));
        return (slice){from, (size_t)((stop ? stop : end) - from)};
    }
    return (slice){NULL, 0};
}

int64_t http_number(slice query, const char *name, int64_t standard) {
    slice text = http_text(query, name);
    return text.length ? slice_integer(text) : standard;
}

void http_answer(connection *c, int status, const char *type, const char *headers, slice body, int64_t delay) {
    buffer_print(
        &c->output, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s\r\n", status,
        status < 300 ? "OK" : "Error", type, body.length, headers
    );
    buffer_add(&c->output, body.at, body.length);
    c->due = clock_now() + delay;
}

static void drop(connection *c) {
    handle_close(c);
    for (connection **at = &connections; *at; at = &(*at)->next) {
        if (*at != c) continue;
        *at = c->next;
        break;
    }
    close(c->descriptor);
    free(c->input.at);
    free(c->output.at);
    free(c);
}

static slice header(slice head, const char *name) {
    size_t length = strlen(name);
    const char *end = head.at + head.length;
    for (const char *line = head.at; line < end;) {
        const char *stop = memmem(line, (size_t)(end - line), "\r\n", 2);
        if (!stop) stop = end;
        if ((size_t)(stop - line) > length && strncasecmp(line, name, length) == 0 && line[length] == ':') {
            const char *from = line + length + 1;
            while (from < stop && *from == ' ') from++;
            return (slice){from, (size_t)(stop - from)};
        }
        line = stop + 2;
    }
    return (slice){NULL, 0};
}

// Hands over the first request if it is complete; false if the connection cannot go on.
static bool read_request(connection *c) {
    if (c->is_waiting || !c->input.length) return true;
    char *stop = memmem(c->input.at, c->input.length, "\r\n\r\n", 4);
    if (!stop) return c->input.length < 65536;
    slice head = {c->input.at, (size_t)(stop - c->input.at)};
    size_t body_length = (size_t)slice_integer(header(head, "Content-Length"));
    size_t whole = head.length + 4 + body_length;
    if (whole > LONGEST_REQUEST) return false;
    if (header(head, "Expect").length && c->input.length == head.length + 4)
        if (write(c->descriptor, "HTTP/1.1 100 Continue\r\n\r\n", 25) < 0) return false;
    if (c->input.length < whole) return true;

    request r = {
        .target = header(head, "X-Amz-Target"),
        .invocation_type = header(head, "X-Amz-Invocation-Type"),
        .body = {stop + 4, body_length},
    };
    const char *space = memchr(head.at, ' ', head.length);
    const char *second = space ? memchr(space + 1, ' ', (size_t)(stop - space - 1)) : NULL;
    if (!second) return false;
    r.method = (slice){head.at, (size_t)(space - head.at)};
    const char *mark = memchr(space, '?', (size_t)(second - space));
    const char *path_end = mark ? mark : second;
    r.path = (slice){space + 1, (size_t)(path_end - space - 1)};
    if (mark) r.query = (slice){mark + 1, (size_t)(second - mark - 1)};
    c->is_waiting = true;
    handle_request(c, &r);
    c->input.length -= whole;
    memmove(c->input.at, c->input.at + whole, c->input.length);
    return true;
}

// Writes what is due; false if the connection cannot go on.
static bool write_answer(connection *c) {
    while (c->sent < c->output.length) {
        ssize_t count = write(c->descriptor, c->output.at + c->sent, c->output.length - c->sent);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
            return epoll_ctl(poller, EPOLL_CTL_MOD, c->descriptor, &event) == 0;
        }
        if (count < 0) return false;
        c->sent += (size_t)count;
    }
    c->output.length = c->sent = 0;
    c->due = 0;
    c->is_waiting = false;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_MOD, c->descriptor, &event) != 0) return false;
    return read_request(c);
}

static void take(int listener) {
    int descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return;
    int one = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connection *c = calloc(1, sizeof *c);
    c->descriptor = descriptor;
    c->next = connections;
    connections = c;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
}

static bool receive(connection *c) {
    while (true) {
        buffer_room(&c->input, 65536);
        ssize_t count = read(c->descriptor, c->input.at + c->input.length, c->input.capacity - c->input.length);
        if (count == 0) return false;
        if (count < 0) return errno == EAGAIN || errno == EINTR ? read_request(c) : false;
        c->input.length += (size_t)count;
    }
}

// Sends what is due and says how long nothing will be, in nanoseconds; -1 for ever.
static int64_t send_due(void) {
    int64_t now = clock_now(), wait = -1;
    for (connection *c = connections, *next; c; c = next) {
        next = c->next;
        if (!c->due) continue;
        if (c->due <= now) {
            // It may have been answered at once again.
            if (!write_answer(c)) {
                drop(c);
                continue;
            }
            if (!c->due) continue;
        }
        int64_t left = c->due - now;
        if (left < 0) left = 0;
        if (wait < 0 || left < wait) wait = left;
    }
    return wait;
}

int http_serve(void) {
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 64) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        perror("the stand-in cannot listen on 127.0.0.1");
        return 1;
    }
    poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &listener};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    // Ends with the script that has started it.
    event = (struct epoll_event){.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &event);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);

    while (true) {
        int64_t wait = send_due();
        struct timespec limit = {wait / 1000000000, wait % 1000000000};
        struct epoll_event events[1];
        if (epoll_pwait2(poller, events, 1, wait < 0 ? NULL : &limit, NULL) < 1) continue;
        if (events[0].data.ptr == NULL) return 0;
        if (events[0].data.ptr == &listener) {
            take(listener);
            continue;
        }
        connection *c = events[0].data.ptr;
        bool goes_on = events[0].events & EPOLLIN ? receive(c) : !(events[0].events & (EPOLLHUP | EPOLLERR));
        if (!goes_on) drop(c);
    }
}
