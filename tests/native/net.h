/* net.h - what the tests of sockets and pollers need: loopback connections, clocks, and reports gathered by key. */
#ifndef NET_H
#define NET_H

#include "millrace.h"

#include <stdbool.h>
#include <stdint.h>

#define MILLIS INT64_C(1000000)
#define SECONDS (1000 * MILLIS)

/* The address of a pointer, as the functions of millrace.h take it. */
static inline int64_t at(const void *memory)
{
    return (int64_t)(intptr_t)memory;
}

int64_t now_nanos(void);
void sleep_nanos(int64_t nanos);

struct address {
    uint8_t bytes[MR_ADDRESS_BYTES];
};

/* Loopback of family 4 or 6. */
struct address loopback(int family, uint16_t port);
struct address any(int family, uint16_t port);
uint16_t port_of(const struct address *address);

/* Opens a listener on a free port and tells its address. */
int32_t open_listener(int family, struct address *address);

/* A connection over loopback, both ends non-blocking; the listener is gone. */
struct pair {
    int32_t client;
    int32_t server;
};

struct pair open_pair(void);
void close_pair(struct pair pair);

/* An address of loopback to which nobody listens. */
struct address refused_address(void);

/* Waits until a read or a finish_connect would not say "not yet". */
void wait_until_readable(int32_t fd);
void wait_until_writable(int32_t fd);

/* close(2) with a linger of 0: the peer sees RST. */
void reset(int32_t fd);

/* What was reported for one key, over as many polls as it took. */
struct seen {
    uint32_t ready;
    int32_t error;
    int reports;
};

/*
 * Polls until the key was reported with all of the bits, for two seconds at most, and then until nothing has come for a
 * moment. Reports of other keys are dropped.
 */
struct seen await_ready(int64_t poller, uint64_t key, uint32_t bits);

/* Polls until nothing comes any more for the moment; tells what came for the key. */
struct seen settle(int64_t poller, uint64_t key);

/* One poll, with the checks that hold for every poll. */
int32_t poll_checked(int64_t poller, struct mr_ready *records, int32_t capacity, int64_t timeout);

#endif
