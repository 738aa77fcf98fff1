/* poller_ready_test.c - registration and edges. */
#include "check.h"
#include "net.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---------------------------------------------------------------- handles and arguments */

static void bad_capacity(void)
{
    struct mr_ready record;
    int64_t poller = mr_poller_open();
    CHECK_EQ(mr_poller_poll(poller, at(&record), 0, 0), MR_EINVAL);
    CHECK_EQ(mr_poller_poll(poller, at(&record), -1, 0), MR_EINVAL);
    CHECK_EQ(mr_poller_close(poller), 0);
}

/* What a failed mr_poller_open returned is no handle, nor is 0. */
static void not_a_handle(void)
{
    static const int64_t handles[] = {0, -1, MR_EMFILE, INT64_MIN};
    struct mr_ready record;
    for (size_t i = 0; i < sizeof handles / sizeof handles[0]; i++) {
        CHECK_EQ(mr_poller_poll(handles[i], at(&record), 1, 0), MR_EBADF);
        CHECK_EQ(mr_poller_wakeup(handles[i]), MR_EBADF);
        CHECK_EQ(mr_poller_register(handles[i], 0, 1), MR_EBADF);
        CHECK_EQ(mr_poller_deregister(handles[i], 0), MR_EBADF);
        CHECK_EQ(mr_poller_close(handles[i]), 0);
    }
    CHECK(fcntl(0, F_GETFD) >= 0);
}

/* A program may run without standard input: descriptor 0 is as good as any. */
static void descriptor_zero(void)
{
    struct mr_ready record;
    int saved = dup(0);
    close(0);
    int64_t poller = mr_poller_open();
    CHECK(poller > 0);
    CHECK_EQ(mr_poller_wakeup(poller), 0);
    CHECK_EQ(mr_poller_poll(poller, at(&record), 1, SECONDS), 1);
    CHECK_EQ(mr_poller_close(poller), 0);
    dup2(saved, 0);
    close(saved);
}

static void no_descriptor_left(void)
{
    struct rlimit limit, none;
    getrlimit(RLIMIT_NOFILE, &limit);
    none = limit;
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
    CHECK_EQ(mr_poller_open(), MR_EMFILE);
    CHECK_EQ(mr_socket_open(4, MR_STREAM), MR_EMFILE);
    setrlimit(RLIMIT_NOFILE, &limit);
    int64_t poller = mr_poller_open();
    CHECK(poller > 0);
    mr_poller_close(poller);
}

/* ---------------------------------------------------------------- registration */

static void what_is_ready_is_reported(void)
{
    struct pair pair = open_pair();
    int64_t poller = mr_poller_open();
    CHECK_EQ(mr_write(pair.server, at("x"), 1), 1);
    wait_until_readable(pair.client);
    CHECK_EQ(mr_poller_register(poller, pair.client, 5), 0);
    CHECK_EQ(mr_poller_register(poller, pair.server, 6), 0);
    struct seen client = await_ready(poller, 5, MR_READABLE | MR_WRITABLE);
    CHECK_EQ(client.ready, MR_READABLE | MR_WRITABLE);
    CHECK_EQ(client.error, 0);
    mr_poller_close(poller);
    close_pair(pair);
}

/* The first registration stays as it is. */
static void registered_twice(void)
{
    struct pair pair = open_pair();
    int64_t poller = mr_poller_open();
    CHECK_EQ(mr_poller_register(poller, pair.client, 1), 0);
    CHECK_EQ(mr_poller_register(poller, pair.client, 2), MR_EEXIST);
    CHECK_EQ(await_ready(poller, 1, MR_WRITABLE).ready, MR_WRITABLE);
    CHECK_EQ(mr_poller_register(poller, pair.client, 2), MR_EEXIST);
    mr_write(pair.server, at("x"), 1);
    CHECK(await_ready(poller, 1, MR_READABLE).ready & MR_READABLE);
    CHECK_EQ(settle(poller, 2).reports, 0);
    CHECK_EQ(mr_poller_deregister(poller, pair.client), 0);
    CHECK_EQ(mr_poller_register(poller, pair.client, 3), 0);
    CHECK_EQ(await_ready(poller, 3, MR_READABLE).ready, MR_READABLE | MR_WRITABLE);
    mr_poller_close(poller);
    close_pair(pair);
}

/* What was closed without being deregistered does not count: the number is another socket's by now. */
static void registered_again_after_a_close(void)
{
    int64_t poller = mr_poller_open();
    struct pair old = open_pair();
    CHECK_EQ(mr_poller_register(poller, old.client, 1), 0);
    close_pair(old);
    struct pair new = open_pair();
    CHECK_EQ(new.client + new.server, old.client + old.server);
    CHECK_EQ(mr_poller_register(poller, new.client, 2), 0);
    CHECK_EQ(mr_poller_register(poller, new.server, 3), 0);
    CHECK_EQ(mr_poller_register(poller, new.client, 4), MR_EEXIST);
    mr_poller_close(poller);
    close_pair(new);
}

static void what_cannot_be_registered(void)
{
    int64_t poller = mr_poller_open();
    int32_t fd = mr_socket_open(4, MR_STREAM);
    CHECK_EQ(mr_poller_register(poller, fd, (int64_t)MR_WAKEUP), MR_EINVAL);
    mr_close(fd);
    CHECK_EQ(mr_poller_register(poller, fd, 1), MR_EBADF);
    CHECK_EQ(mr_poller_register(poller, -1, 1), MR_EBADF);
    CHECK_EQ(mr_poller_register(poller, INT32_MAX, 1), MR_EBADF);
    CHECK_EQ(settle(poller, 1).reports, 0);
    mr_poller_close(poller);
}

static void deregistered(void)
{
    struct pair pair = open_pair();
    int64_t poller = mr_poller_open();
    CHECK_EQ(mr_poller_deregister(poller, pair.client), MR_ENOENT);
    CHECK_EQ(mr_poller_register(poller, pair.client, 1), 0);
    mr_write(pair.server, at("x"), 1);
    wait_until_readable(pair.client);
    CHECK_EQ(mr_poller_deregister(poller, pair.client), 0);
    CHECK_EQ(settle(poller, 1).reports, 0);
    CHECK_EQ(mr_poller_deregister(poller, pair.client), MR_ENOENT);
    CHECK_EQ(mr_poller_register(poller, pair.client, 2), 0);
    CHECK_EQ(await_ready(poller, 2, MR_READABLE | MR_WRITABLE).ready, MR_READABLE | MR_WRITABLE);
    CHECK_EQ(mr_poller_deregister(poller, pair.client), 0);
    close_pair(pair);
    int32_t closed = mr_poller_deregister(poller, pair.client);
    CHECK(closed == MR_EBADF || closed == MR_ENOENT);
    mr_poller_close(poller);
}

static void a_file_is_not_registered(void)
{
    int64_t poller = mr_poller_open();
    int fd = open("/", O_RDONLY | O_CLOEXEC);
    CHECK_EQ(mr_poller_deregister(poller, fd), MR_ENOENT);
    close(fd);
    mr_poller_close(poller);
}

static void a_number_used_again(void)
{
    struct pair old = open_pair();
    int64_t poller = mr_poller_open();
    CHECK_EQ(mr_poller_register(poller, old.client, 1), 0);
    CHECK_EQ(mr_poller_deregister(poller, old.client), 0);
    close_pair(old);
    struct pair new = open_pair();
    CHECK_EQ(mr_poller_register(poller, new.client, 2), 0);
    CHECK_EQ(mr_poller_register(poller, new.server, 3), 0);
    mr_write(new.server, at("x"), 1);
    CHECK_EQ(settle(poller, 1).reports, 0);
    mr_poller_close(poller);
    close_pair(new);
}

static void a_poller_closed_leaves_its_sockets(void)
{
    struct pair pair = open_pair();
    for (int i = 0; i < 3; i++) {
        int64_t poller = mr_poller_open();
        CHECK_EQ(mr_poller_register(poller, pair.client, 1), 0);
        CHECK_EQ(await_ready(poller, 1, MR_WRITABLE).ready, MR_WRITABLE);
        CHECK_EQ(mr_poller_close(poller), 0);
    }
    CHECK_EQ(mr_write(pair.client, at("x"), 1), 1);
    close_pair(pair);
}

struct registration {
    int64_t poller;
    int32_t fd;
    int64_t key;
};

static void *register_later(void *argument)
{
    struct registration *registration = argument;
    sleep_nanos(30 * MILLIS);
    CHECK_EQ(mr_poller_register(registration->poller, registration->fd, registration->key), 0);
    return NULL;
}

static void registered_while_another_thread_polls(void)
{
    struct pair pair = open_pair();
    struct mr_ready record = {0};
    struct registration registration = {mr_poller_open(), pair.client, 9};
    pthread_t thread;
    pthread_create(&thread, NULL, register_later, &registration);
    CHECK_EQ(poll_checked(registration.poller, &record, 1, 2 * SECONDS), 1);
    CHECK(record.key == 9 && record.ready == MR_WRITABLE);
    pthread_join(thread, NULL);
    mr_poller_close(registration.poller);
    close_pair(pair);
}

/* ---------------------------------------------------------------- edges */

static void one_report_an_edge(void)
{
    struct pair pair = open_pair();
    int64_t poller = mr_poller_open();
    CHECK_EQ(mr_poller_register(poller, pair.client, 1), 0);
    CHECK_EQ(await_ready(poller, 1, MR_WRITABLE).ready, MR_WRITABLE);
    CHECK_EQ(settle(poller, 1).reports, 0);
    for (int i = 0; i < 3; i++) { /* unread data does not keep the next edge away */
        CHECK_EQ(mr_write(pair.server, at("x"), 1), 1);
        CHECK(await_ready(poller, 1, MR_READABLE).ready & MR_READABLE);
        CHECK_EQ(settle(poller, 1).reports, 0);
    }
    mr_poller_close(poller);
    close_pair(pair);
}

static void writable_again(void)
{
    static char block[1 << 20];
    struct pair pair = open_pair();
    int64_t poller = mr_poller_open();
    CHECK_EQ(mr_poller_register(poller, pair.client, 1), 0);
    do { /* what is under way may make room once more: it is full when it stays full */
        while (mr_write(pair.client, at(block), sizeof block) > 0) {
        }
        settle(poller, 1);
    } while (mr_write(pair.client, at(block), sizeof block) > 0);
    while (mr_read(pair.server, at(block), sizeof block) > 0) {
        sleep_nanos(MILLIS);
    }
    CHECK(await_ready(poller, 1, MR_WRITABLE).ready & MR_WRITABLE);
    CHECK(mr_write(pair.client, at(block), sizeof block) > 0);
    mr_poller_close(poller);
    close_pair(pair);
}

static void keys_are_64_bits(void)
{
    static const uint64_t keys[] = {0, UINT64_C(1) << 63, MR_WAKEUP - 1, UINT64_C(0xFFFFFFFF00000000), 0x80000000};
    int64_t poller = mr_poller_open();
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct pair pair = open_pair();
        CHECK_EQ(mr_poller_register(poller, pair.client, (int64_t)keys[i]), 0);
        CHECK_EQ(await_ready(poller, keys[i], MR_WRITABLE).ready, MR_WRITABLE);
        CHECK_EQ(mr_poller_deregister(poller, pair.client), 0);
        close_pair(pair);
    }
    mr_poller_close(poller);
}

static void one_socket_in_two_pollers(void)
{
    struct pair pair = open_pair();
    int64_t first = mr_poller_open();
    int64_t second = mr_poller_open();
    CHECK_EQ(mr_poller_register(first, pair.client, 1), 0);
    CHECK_EQ(mr_poller_register(second, pair.client, 2), 0);
    mr_write(pair.server, at("x"), 1);
    CHECK(await_ready(first, 1, MR_READABLE | MR_WRITABLE).ready & MR_READABLE);
    CHECK(await_ready(second, 2, MR_READABLE | MR_WRITABLE).ready & MR_READABLE);
    CHECK_EQ(mr_poller_deregister(first, pair.client), 0);
    mr_write(pair.server, at("x"), 1);
    CHECK_EQ(settle(first, 1).reports, 0);
    CHECK(await_ready(second, 2, MR_READABLE).ready & MR_READABLE);
    mr_poller_close(first);
    mr_poller_close(second);
    close_pair(pair);
}

/* Urgent data is promised on Linux only; where there is a report of it, it says that there is something to read. */
static void urgent(void)
{
    struct pair pair = open_pair();
    int64_t poller = mr_poller_open();
    CHECK_EQ(mr_poller_register(poller, pair.client, 1), 0);
    settle(poller, 1);
    CHECK_EQ(send(pair.server, "!", 1, MSG_OOB), 1);
    struct seen seen = settle(poller, 1);
    CHECK_EQ(seen.ready & MR_URGENT, OVER_EPOLL ? MR_URGENT : 0);
    CHECK(!OVER_EPOLL || seen.ready & MR_READABLE);
    mr_poller_close(poller);
    close_pair(pair);
}

int main(void)
{
    RUN(bad_capacity);
    RUN(not_a_handle);
    RUN(descriptor_zero);
    RUN(no_descriptor_left);
    RUN(what_is_ready_is_reported);
    RUN(registered_twice);
    RUN(registered_again_after_a_close);
    RUN(what_cannot_be_registered);
    RUN(deregistered);
    RUN(a_file_is_not_registered);
    RUN(a_number_used_again);
    RUN(a_poller_closed_leaves_its_sockets);
    RUN(registered_while_another_thread_polls);
    RUN(one_report_an_edge);
    RUN(writable_again);
    RUN(keys_are_64_bits);
    RUN(one_socket_in_two_pollers);
    RUN(urgent);
    return check_failures != 0;
}
