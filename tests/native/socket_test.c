/* socket_test.c - sockets, without a poller. */
#include "check.h"
#include "net.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static volatile sig_atomic_t pipe_signals;

static void count_signal(int number)
{
    (void)number;
    pipe_signals++;
}

static void check_flags(int32_t fd)
{
    CHECK(fcntl(fd, F_GETFL) & O_NONBLOCK);
    CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

static void born_non_blocking_and_close_on_exec(void)
{
    struct address address;
    int32_t listener = open_listener(4, &address);
    check_flags(listener);
    CHECK_EQ(mr_socket_accept(listener, at(&address)), MR_EAGAIN);
    mr_close(listener);
    struct pair pair = open_pair();
    check_flags(pair.client);
    check_flags(pair.server);
    char byte;
    CHECK_EQ(mr_read(pair.client, at(&byte), 1), MR_EAGAIN);
    close_pair(pair);
    CHECK_EQ(mr_socket_open(5, MR_STREAM), MR_EAFNOSUPPORT);
    CHECK_EQ(mr_socket_open(4, 3), MR_EINVAL);
}

static void names(void)
{
    struct address listening, accepted, local, remote;
    int32_t listener = open_listener(4, &listening);
    int32_t client = mr_socket_open(4, MR_STREAM);
    CHECK_EQ(mr_socket_remote_address(client, at(&remote)), MR_ENOTCONN);
    mr_socket_connect(client, at(&listening));
    wait_until_readable(listener);
    int32_t server = mr_socket_accept(listener, at(&accepted));
    CHECK_EQ(mr_socket_local_address(client, at(&local)), 0);
    CHECK_EQ(mr_socket_remote_address(client, at(&remote)), 0);
    CHECK(memcmp(&accepted, &local, sizeof local) == 0);
    CHECK(memcmp(&listening, &remote, sizeof remote) == 0);
    CHECK(port_of(&local) != 0);
    close_pair((struct pair){client, server});
    mr_close(listener);
}

static void data_and_end(void)
{
    struct pair pair = open_pair();
    char buffer[16];
    CHECK_EQ(mr_write(pair.client, at("water"), 5), 5);
    CHECK_EQ(mr_socket_shutdown_output(pair.client), 0);
    wait_until_readable(pair.server);
    CHECK_EQ(mr_read(pair.server, at(buffer), 3), 3);
    CHECK_EQ(mr_read(pair.server, at(buffer + 3), 13), 2);
    CHECK(memcmp(buffer, "water", 5) == 0);
    wait_until_readable(pair.server);
    CHECK_EQ(mr_read(pair.server, at(buffer), 16), 0);
    CHECK_EQ(mr_read(pair.server, at(buffer), -1), MR_EINVAL);
    CHECK_EQ(mr_write(pair.server, at(buffer), -1), MR_EINVAL);
    CHECK_EQ(mr_write(pair.server, at("back"), 4), 4);
    close_pair(pair);
}

static void write_takes_what_fits(void)
{
    struct pair pair = open_pair();
    static char block[1 << 20];
    int32_t count;
    int64_t total = 0;
    while ((count = mr_write(pair.client, at(block), sizeof block)) > 0) {
        total += count;
    }
    CHECK_EQ(count, MR_EAGAIN);
    CHECK(total > 0);
    close_pair(pair);
}

static void no_sigpipe(void)
{
    signal(SIGPIPE, count_signal);
    struct pair pair = open_pair();
    CHECK_EQ(mr_socket_shutdown_output(pair.client), 0);
    CHECK_EQ(mr_write(pair.client, at("x"), 1), MR_EPIPE);
    mr_close(pair.client);
    wait_until_readable(pair.server);
    int32_t last = 0;
    for (int i = 0; i < 100 && last >= 0; i++) {
        last = mr_write(pair.server, at("x"), 1);
        sleep_nanos(MILLIS);
    }
    CHECK(last == MR_EPIPE || last == MR_ECONNRESET);
    CHECK_EQ(mr_write(pair.server, at("x"), 1), MR_EPIPE);
    CHECK_EQ(pipe_signals, 0);
    mr_close(pair.server);
    signal(SIGPIPE, SIG_DFL);
}

static void linger_zero_resets(void)
{
    struct pair pair = open_pair();
    char byte;
    reset(pair.client);
    wait_until_readable(pair.server);
    CHECK_EQ(mr_read(pair.server, at(&byte), 1), MR_ECONNRESET);
    mr_close(pair.server);
}

static void refused_connect(void)
{
    struct address address = refused_address();
    int32_t client = mr_socket_open(4, MR_STREAM);
    int32_t result = mr_socket_connect(client, at(&address));
    if (result == MR_EINPROGRESS) {
        wait_until_writable(client);
        result = mr_socket_finish_connect(client);
    }
    CHECK_EQ(result, MR_ECONNREFUSED);
    mr_close(client);
}

static void unfinished_connect(void)
{
    int32_t client = mr_socket_open(4, MR_STREAM);
    CHECK_EQ(mr_socket_finish_connect(client), MR_EINPROGRESS);
    mr_close(client);
    CHECK_EQ(mr_socket_finish_connect(client), MR_EBADF);
}

static void address_in_use(void)
{
    struct address address, again;
    int32_t first = open_listener(4, &address);
    int32_t second = mr_socket_open(4, MR_STREAM);
    CHECK_EQ(mr_socket_bind(second, at(&address)), MR_EADDRINUSE);
    again = loopback(4, 0);
    CHECK_EQ(mr_socket_bind(first, at(&again)), MR_EINVAL);
    struct address bad = {{9}}, short_ = {{4, 8}};
    CHECK_EQ(mr_socket_bind(second, at(&bad)), MR_EAFNOSUPPORT);
    CHECK_EQ(mr_socket_connect(second, at(&bad)), MR_EAFNOSUPPORT);
    CHECK_EQ(mr_socket_bind(second, at(&short_)), MR_EINVAL);
    mr_close(first);
    mr_close(second);
}

/* The server's end closes first and stays in TIME_WAIT on the port: without the option, bind would fail. */
static void reuse_address(void)
{
    struct address address = loopback(4, 0), peer;
    for (int round = 0; round < 3; round++) {
        int32_t listener = mr_socket_open(4, MR_STREAM);
        CHECK_EQ(mr_socket_set_option(listener, MR_REUSE_ADDRESS, 1), 0);
        CHECK_EQ(mr_socket_bind(listener, at(&address)), 0);
        CHECK_EQ(mr_socket_listen(listener, 1), 0);
        CHECK_EQ(mr_socket_local_address(listener, at(&address)), 0);
        int32_t client = mr_socket_open(4, MR_STREAM);
        mr_socket_connect(client, at(&address));
        wait_until_readable(listener);
        mr_close(mr_socket_accept(listener, at(&peer)));
        wait_until_readable(client);
        mr_close(client);
        mr_close(listener);
    }
}

static void flags_round_trip(void)
{
    static const int32_t flags[] = {MR_NO_DELAY, MR_REUSE_ADDRESS, MR_REUSE_PORT, MR_KEEP_ALIVE};
    int32_t fd = mr_socket_open(4, MR_STREAM);
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        CHECK_EQ(mr_socket_get_option(fd, flags[i]), 0);
        CHECK_EQ(mr_socket_set_option(fd, flags[i], 1), 0);
        CHECK_EQ(mr_socket_get_option(fd, flags[i]), 1);
        CHECK_EQ(mr_socket_set_option(fd, flags[i], 0), 0);
        CHECK_EQ(mr_socket_get_option(fd, flags[i]), 0);
        CHECK_EQ(mr_socket_set_option(fd, flags[i], 2), MR_EINVAL);
    }
    mr_close(fd);
}

static void numbers_round_trip(void)
{
    int32_t fd = mr_socket_open(4, MR_STREAM);
    CHECK_EQ(mr_socket_get_option(fd, MR_LINGER), MR_LINGER_OFF);
    CHECK_EQ(mr_socket_set_option(fd, MR_LINGER, 7), 0);
    CHECK_EQ(mr_socket_get_option(fd, MR_LINGER), 7);
    CHECK_EQ(mr_socket_set_option(fd, MR_LINGER, 0), 0);
    CHECK_EQ(mr_socket_get_option(fd, MR_LINGER), 0);
    CHECK_EQ(mr_socket_set_option(fd, MR_LINGER, MR_LINGER_OFF), 0);
    CHECK_EQ(mr_socket_get_option(fd, MR_LINGER), MR_LINGER_OFF);
    CHECK_EQ(mr_socket_set_option(fd, MR_SEND_BUFFER, 32768), 0);
    CHECK(mr_socket_get_option(fd, MR_SEND_BUFFER) >= 32768);
    CHECK_EQ(mr_socket_set_option(fd, MR_RECEIVE_BUFFER, 32768), 0);
    CHECK(mr_socket_get_option(fd, MR_RECEIVE_BUFFER) >= 32768);
    CHECK_EQ(mr_socket_set_option(fd, MR_SEND_BUFFER, -1), MR_EINVAL);
    CHECK_EQ(mr_socket_set_option(fd, 0, 1), MR_EINVAL);
    CHECK_EQ(mr_socket_set_option(fd, MR_MULTICAST_INTERFACE + 1, 1), MR_EINVAL);
    CHECK_EQ(mr_socket_get_option(fd, -1), MR_EINVAL);
    mr_close(fd);
    CHECK_EQ(mr_socket_get_option(fd, MR_LINGER), MR_EBADF);
}

/* Connects over IPv4 to an IPv6 listener on all addresses, and tells how that ended. */
static int32_t v4_into_v6(int32_t v6_only)
{
    struct address address = any(6, 0), peer;
    int32_t listener = mr_socket_open(6, MR_STREAM);
    CHECK_EQ(mr_socket_set_option(listener, MR_V6_ONLY, v6_only), 0);
    CHECK_EQ(mr_socket_get_option(listener, MR_V6_ONLY), v6_only);
    CHECK_EQ(mr_socket_bind(listener, at(&address)), 0);
    CHECK_EQ(mr_socket_listen(listener, 1), 0);
    CHECK_EQ(mr_socket_local_address(listener, at(&address)), 0);
    struct address target = loopback(4, port_of(&address));
    int32_t client = mr_socket_open(4, MR_STREAM);
    int32_t result = mr_socket_connect(client, at(&target));
    if (result == MR_EINPROGRESS) {
        wait_until_writable(client);
        result = mr_socket_finish_connect(client);
    }
    if (result == 0) {
        static const uint8_t mapped[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1};
        mr_close(mr_socket_accept(listener, at(&peer)));
        CHECK_EQ(peer.bytes[0], 6);
        CHECK(memcmp(peer.bytes + 8, mapped, sizeof mapped) == 0);
    }
    mr_close(client);
    mr_close(listener);
    return result;
}

static void v6_only_and_dual(void)
{
    int32_t probe = mr_socket_open(6, MR_STREAM);
    struct address address = loopback(6, 0);
    if (probe < 0 || mr_socket_bind(probe, at(&address)) < 0) {
        printf("  no IPv6 here: skipped\n");
    } else {
        CHECK_EQ(v4_into_v6(0), 0);
        CHECK_EQ(v4_into_v6(1), MR_ECONNREFUSED);
    }
    mr_close(probe);
}

static void closed_descriptors(void)
{
    int32_t fd = mr_socket_open(4, MR_STREAM);
    struct address address = loopback(4, 1);
    char byte = 0;
    CHECK_EQ(mr_close(fd), 0);
    CHECK_EQ(mr_close(fd), MR_EBADF);
    CHECK_EQ(mr_read(fd, at(&byte), 1), MR_EBADF);
    CHECK_EQ(mr_write(fd, at(&byte), 1), MR_EBADF);
    CHECK_EQ(mr_socket_accept(fd, at(&address)), MR_EBADF);
    CHECK_EQ(mr_socket_connect(fd, at(&address)), MR_EBADF);
    CHECK_EQ(mr_socket_bind(fd, at(&address)), MR_EBADF);
    CHECK_EQ(mr_socket_listen(fd, 1), MR_EBADF);
    CHECK_EQ(mr_socket_shutdown_output(fd), MR_EBADF);
    CHECK_EQ(mr_socket_local_address(fd, at(&address)), MR_EBADF);
    CHECK_EQ(mr_read(0x7FFFFFFF, at(&byte), 1), MR_EBADF);
    CHECK_EQ(mr_close(-1), MR_EBADF);
}

static void datagrams_keep_their_bounds(void)
{
    struct address address = loopback(4, 0);
    char buffer[16];
    int32_t fd = mr_socket_open(4, MR_DATAGRAM);
    check_flags(fd);
    CHECK_EQ(mr_socket_bind(fd, at(&address)), 0);
    CHECK_EQ(mr_socket_local_address(fd, at(&address)), 0);
    CHECK_EQ(mr_socket_connect(fd, at(&address)), 0);
    CHECK_EQ(mr_read(fd, at(buffer), 16), MR_EAGAIN);
    CHECK_EQ(mr_write(fd, at("one"), 3), 3);
    CHECK_EQ(mr_write(fd, at("two"), 3), 3);
    wait_until_readable(fd);
    CHECK_EQ(mr_read(fd, at(buffer), 2), 2);
    CHECK_EQ(mr_read(fd, at(buffer), 16), 3);
    CHECK(memcmp(buffer, "two", 3) == 0);
    mr_close(fd);
}

int main(void)
{
    RUN(born_non_blocking_and_close_on_exec);
    RUN(names);
    RUN(data_and_end);
    RUN(write_takes_what_fits);
    RUN(no_sigpipe);
    RUN(linger_zero_resets);
    RUN(refused_connect);
    RUN(unfinished_connect);
    RUN(address_in_use);
    RUN(reuse_address);
    RUN(flags_round_trip);
    RUN(numbers_round_trip);
    RUN(v6_only_and_dual);
    RUN(closed_descriptors);
    RUN(datagrams_keep_their_bounds);
    return check_failures != 0;
}
