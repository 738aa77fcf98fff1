/* net.c - see net.h. It counts no failures of its own: what cannot go wrong in a sane test ends the program. */
#include "net.h"
#include "os.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const int64_t a_moment = 20 * MILLIS;

#define MUST(condition) must((condition), #condition, __LINE__)

static void must(bool held, const char *what, int line)
{
    if (!held) {
        printf("net.c:%d: %s\n", line, what);
        exit(1);
    }
}

int64_t now_nanos(void)
{
    struct timespec time;
    clock_gettime(mr_os_clock, &time);
    return (int64_t)time.tv_sec * SECONDS + time.tv_nsec;
}

void sleep_nanos(int64_t nanos)
{
    struct timespec time = {.tv_sec = (time_t)(nanos / SECONDS), .tv_nsec = (long)(nanos % SECONDS)};
    nanosleep(&time, NULL);
}

/* ---------------------------------------------------------------- addresses */

struct address any(int family, uint16_t port)
{
    struct address address = {{(uint8_t)family, MR_IP_ADDRESS_BYTES, (uint8_t)(port >> 8), (uint8_t)port}};
    return address;
}

struct address loopback(int family, uint16_t port)
{
    struct address address = any(family, port);
    if (family == 4) {
        address.bytes[8] = 127;
        address.bytes[11] = 1;
    } else {
        address.bytes[23] = 1;
    }
    return address;
}

uint16_t port_of(const struct address *address)
{
    return (uint16_t)(address->bytes[2] << 8 | address->bytes[3]);
}

/* ---------------------------------------------------------------- connections */

int32_t open_listener(int family, struct address *address)
{
    int32_t fd = mr_socket_open(family, MR_STREAM);
    *address = loopback(family, 0);
    MUST(fd >= 0);
    MUST(mr_socket_bind(fd, at(address)) == 0);
    MUST(mr_socket_listen(fd, 128) == 0);
    MUST(mr_socket_local_address(fd, at(address)) == 0);
    return fd;
}

static void wait_for(int32_t fd, short events)
{
    struct pollfd poll_fd = {.fd = fd, .events = events};
    MUST(poll(&poll_fd, 1, 5000) == 1);
}

void wait_until_readable(int32_t fd)
{
    wait_for(fd, POLLIN);
}

void wait_until_writable(int32_t fd)
{
    wait_for(fd, POLLOUT);
}

struct pair open_pair(void)
{
    struct address address;
    int32_t listener = open_listener(4, &address);
    struct pair pair = {.client = mr_socket_open(4, MR_STREAM)};
    int32_t connected = mr_socket_connect(pair.client, at(&address));
    MUST(connected == 0 || connected == MR_EINPROGRESS);
    wait_until_readable(listener);
    pair.server = mr_socket_accept(listener, at(&address));
    MUST(pair.server >= 0);
    wait_until_writable(pair.client);
    MUST(mr_socket_finish_connect(pair.client) == 0);
    mr_close(listener);
    return pair;
}

void close_pair(struct pair pair)
{
    mr_close(pair.client);
    mr_close(pair.server);
}

struct address refused_address(void)
{
    struct address address;
    mr_close(open_listener(4, &address));
    return address;
}

void reset(int32_t fd)
{
    MUST(mr_socket_set_option(fd, MR_LINGER, 0) == 0);
    MUST(mr_close(fd) == 0);
}

/* ---------------------------------------------------------------- reports */

int32_t poll_checked(int64_t poller, struct mr_ready *records, int32_t capacity, int64_t timeout)
{
    int64_t start = now_nanos();
    int32_t count = mr_poller_poll(poller, at(records), capacity, timeout);
    MUST(count <= capacity);
    MUST(count > 0 || timeout >= 0);
    MUST(count != 0 || now_nanos() - start >= timeout);
    for (int i = 0; i < count; i++) {
        MUST(records[i].ready != 0);
        for (int j = 0; j < i; j++) {
            MUST(records[i].key != records[j].key);
        }
    }
    return count;
}

static void add(struct seen *seen, const struct mr_ready *records, int32_t count, uint64_t key)
{
    for (int i = 0; i < count; i++) {
        if (records[i].key == key) {
            seen->ready |= records[i].ready;
            seen->error = seen->error != 0 ? seen->error : records[i].error;
            seen->reports++;
        }
    }
}

static void gather(struct seen *seen, int64_t poller, uint64_t key)
{
    struct mr_ready records[64];
    int32_t count;
    while ((count = poll_checked(poller, records, 64, a_moment)) > 0) {
        add(seen, records, count, key);
    }
    MUST(count == 0);
}

struct seen await_ready(int64_t poller, uint64_t key, uint32_t bits)
{
    struct seen seen = {0};
    int64_t end = now_nanos() + 2 * SECONDS;
    do {
        gather(&seen, poller, key);
    } while ((seen.ready & bits) != bits && now_nanos() < end);
    return seen;
}

struct seen settle(int64_t poller, uint64_t key)
{
    struct seen seen = {0};
    gather(&seen, poller, key);
    return seen;
}
