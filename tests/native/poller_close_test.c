/* poller_close_test.c - how connections begin and end, as a poller tells it. */
#include "check.h"
#include "net.h"

#include <string.h>

enum { KEY = 77 };

/* A connection whose client end is registered and quiet. */
struct watched {
    int64_t poller;
    struct pair pair;
};

static struct watched watch_pair(void)
{
    struct watched watched = {mr_poller_open(), open_pair()};
    CHECK_EQ(mr_poller_register(watched.poller, watched.pair.client, KEY), 0);
    CHECK_EQ(await_ready(watched.poller, KEY, MR_WRITABLE).ready, MR_WRITABLE);
    return watched;
}

static void unwatch(struct watched watched)
{
    CHECK_EQ(mr_poller_deregister(watched.poller, watched.pair.client), 0);
    mr_poller_close(watched.poller);
    mr_close(watched.pair.client);
}

static int32_t read_some(int32_t fd)
{
    char buffer[16];
    return mr_read(fd, at(buffer), sizeof buffer);
}

/* ---------------------------------------------------------------- connections */

static void a_connect_that_succeeds(void)
{
    struct address address;
    int32_t listener = open_listener(4, &address);
    int64_t poller = mr_poller_open();
    CHECK_EQ(mr_poller_register(poller, listener, 1), 0);
    CHECK_EQ(settle(poller, 1).reports, 0);
    int32_t client = mr_socket_open(4, MR_STREAM);
    int32_t result = mr_socket_connect(client, at(&address));
    CHECK(result == MR_EINPROGRESS || result == 0);
    CHECK_EQ(mr_poller_register(poller, client, 2), 0);
    struct seen seen = await_ready(poller, 2, MR_WRITABLE);
    CHECK_EQ(seen.ready, MR_WRITABLE);
    CHECK_EQ(seen.error, 0);
    CHECK_EQ(mr_socket_finish_connect(client), 0);
    int32_t server = mr_socket_accept(listener, at(&address));
    CHECK(server >= 0);
    CHECK_EQ(mr_socket_accept(listener, at(&address)), MR_EAGAIN);
    mr_poller_close(poller);
    close_pair((struct pair){client, server});
    mr_close(listener);
}

static void a_listener_becomes_readable(void)
{
    struct address address, peer;
    int32_t listener = open_listener(4, &address);
    int64_t poller = mr_poller_open();
    CHECK_EQ(mr_poller_register(poller, listener, KEY), 0);
    for (int i = 0; i < 3; i++) {
        int32_t client = mr_socket_open(4, MR_STREAM);
        mr_socket_connect(client, at(&address));
        CHECK_EQ(await_ready(poller, KEY, MR_READABLE).ready, MR_READABLE);
        close_pair((struct pair){client, mr_socket_accept(listener, at(&peer))});
    }
    mr_poller_close(poller);
    mr_close(listener);
}

/* The error is in the report or in finish_connect, and a kernel may tell it only in one of them. */
static void a_connect_that_is_refused(void)
{
    struct address address = refused_address();
    int64_t poller = mr_poller_open();
    int32_t client = mr_socket_open(4, MR_STREAM);
    int32_t result = mr_socket_connect(client, at(&address));
    if (CHECK_EQ(result, MR_EINPROGRESS)) {
        CHECK_EQ(mr_poller_register(poller, client, KEY), 0);
        struct seen seen = await_ready(poller, KEY, MR_WRITABLE);
        CHECK(seen.ready & MR_WRITABLE);
        CHECK(seen.error == 0 || seen.error == MR_ECONNREFUSED);
        CHECK_EQ(seen.error != 0 ? seen.error : mr_socket_finish_connect(client), MR_ECONNREFUSED);
        CHECK_EQ(mr_poller_deregister(poller, client), 0);
    }
    mr_close(client);
    mr_poller_close(poller);
}

/* ---------------------------------------------------------------- ends */

static void the_peer_ends_its_side(void)
{
    struct watched watched = watch_pair();
    CHECK_EQ(mr_socket_shutdown_output(watched.pair.server), 0);
    struct seen seen = await_ready(watched.poller, KEY, MR_READ_CLOSED);
    CHECK_EQ(seen.ready & ~(uint32_t)MR_WRITABLE, MR_READABLE | MR_READ_CLOSED);
    CHECK_EQ(read_some(watched.pair.client), 0);
    CHECK_EQ(mr_write(watched.pair.client, at("x"), 1), 1);
    mr_close(watched.pair.server);
    unwatch(watched);
}

static void the_peer_closes(void)
{
    struct watched watched = watch_pair();
    mr_close(watched.pair.server);
    struct seen seen = await_ready(watched.poller, KEY, MR_READ_CLOSED);
    CHECK_EQ(seen.ready & (MR_READABLE | MR_READ_CLOSED | MR_ERROR), MR_READABLE | MR_READ_CLOSED);
    CHECK_EQ(read_some(watched.pair.client), 0);
    unwatch(watched);
}

/* One report holds the data and the end: a reader that stops at a short read would wait for ever. */
static void data_and_end_in_one_edge(void)
{
    struct watched watched = watch_pair();
    CHECK_EQ(mr_write(watched.pair.server, at("last"), 4), 4);
    mr_close(watched.pair.server);
    sleep_nanos(20 * MILLIS);
    struct seen seen = await_ready(watched.poller, KEY, MR_READABLE | MR_READ_CLOSED);
    CHECK_EQ(seen.ready & (MR_READABLE | MR_READ_CLOSED), MR_READABLE | MR_READ_CLOSED);
    CHECK_EQ(seen.reports, 1);
    CHECK_EQ(read_some(watched.pair.client), 4);
    CHECK_EQ(read_some(watched.pair.client), 0);
    unwatch(watched);
}

static void ended_before_it_was_registered(void)
{
    struct pair pair = open_pair();
    int64_t poller = mr_poller_open();
    CHECK_EQ(mr_write(pair.server, at("last"), 4), 4);
    mr_close(pair.server);
    sleep_nanos(20 * MILLIS);
    CHECK_EQ(mr_poller_register(poller, pair.client, KEY), 0);
    struct seen seen = await_ready(poller, KEY, MR_READABLE | MR_READ_CLOSED);
    CHECK_EQ(seen.ready & (MR_READABLE | MR_READ_CLOSED), MR_READABLE | MR_READ_CLOSED);
    CHECK_EQ(read_some(pair.client), 4);
    CHECK_EQ(read_some(pair.client), 0);
    unwatch((struct watched){poller, pair});
}

/* As with a connect, the error is told once: by the report or by the next call. */
static void the_peer_resets(void)
{
    struct watched watched = watch_pair();
    reset(watched.pair.server);
    struct seen seen = await_ready(watched.poller, KEY, MR_READ_CLOSED | MR_WRITABLE);
    CHECK(seen.ready & MR_READABLE);
    CHECK(seen.ready & MR_READ_CLOSED);
    CHECK(seen.ready & MR_WRITABLE);
    CHECK(seen.ready & MR_ERROR);
    CHECK_EQ(seen.error != 0 ? seen.error : read_some(watched.pair.client), MR_ECONNRESET);
    CHECK(mr_write(watched.pair.client, at("x"), 1) < 0);
    unwatch(watched);
}

static void both_sides_end(void)
{
    struct watched watched = watch_pair();
    CHECK_EQ(mr_socket_shutdown_output(watched.pair.client), 0);
    struct seen local = settle(watched.poller, KEY);
    CHECK_EQ(local.ready & (MR_READ_CLOSED | MR_ERROR), 0);
    CHECK_EQ(mr_write(watched.pair.client, at("x"), 1), MR_EPIPE);
    CHECK_EQ(read_some(watched.pair.client), MR_EAGAIN);
    mr_close(watched.pair.server);
    struct seen seen = await_ready(watched.poller, KEY, MR_READ_CLOSED);
    CHECK_EQ(seen.ready & (MR_READABLE | MR_READ_CLOSED), MR_READABLE | MR_READ_CLOSED);
    CHECK_EQ((seen.ready | local.ready) & (MR_WRITABLE | MR_WRITE_CLOSED), MR_WRITABLE | MR_WRITE_CLOSED);
    CHECK_EQ(seen.error, 0);
    CHECK_EQ(read_some(watched.pair.client), 0);
    unwatch(watched);
}

int main(void)
{
    RUN(a_connect_that_succeeds);
    RUN(a_listener_becomes_readable);
    RUN(a_connect_that_is_refused);
    RUN(the_peer_ends_its_side);
    RUN(the_peer_closes);
    RUN(data_and_end_in_one_edge);
    RUN(ended_before_it_was_registered);
    RUN(the_peer_resets);
    RUN(both_sides_end);
    return check_failures != 0;
}
