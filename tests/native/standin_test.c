/* standin_test.c - what sys/event.h of the stand-in promises beyond what the poller's tests would notice. */
#include "check.h"
#include "net.h"

#include <sys/event.h>

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const struct timespec at_once = {0, 0};

static struct kevent change(int32_t fd, int16_t filter, uint16_t flags)
{
    struct kevent event;
    EV_SET(&event, (uintptr_t)fd, filter, flags, 0, 0, NULL);
    return event;
}

static int collect(int queue, struct kevent *events, int room)
{
    struct timespec soon = {0, 20 * MILLIS};
    return kevent(queue, NULL, 0, events, room, &soon);
}

/* ---------------------------------------------------------------- change lists */

static void a_failed_change_with_room_is_reported(void)
{
    struct pair pair = open_pair();
    int queue = kqueue();
    struct kevent events[4];
    struct kevent changes[] = {
        change(pair.client, EVFILT_READ, EV_DELETE),
        change(pair.client, EVFILT_WRITE, EV_ADD | EV_CLEAR),
    };
    CHECK_EQ(kevent(queue, changes, 2, events, 4, &at_once), 1);
    CHECK(events[0].flags & EV_ERROR);
    CHECK_EQ(events[0].data, ENOENT);
    CHECK_EQ(collect(queue, events, 4), 1);
    CHECK_EQ(events[0].filter, EVFILT_WRITE);
    close(queue);
    close_pair(pair);
}

static void a_failed_change_without_room_ends_the_list(void)
{
    struct pair pair = open_pair();
    int queue = kqueue();
    struct kevent events[4];
    struct kevent changes[] = {
        change(pair.client, EVFILT_READ, EV_DELETE),
        change(pair.client, EVFILT_WRITE, EV_ADD | EV_CLEAR),
    };
    CHECK_EQ(kevent(queue, changes, 2, NULL, 0, NULL), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(collect(queue, events, 4), 0);
    close(queue);
    close_pair(pair);
}

static void receipts(void)
{
    struct pair pair = open_pair();
    int queue = kqueue();
    struct kevent events[4];
    struct kevent changes[] = {
        change(pair.client, EVFILT_WRITE, EV_ADD | EV_CLEAR | EV_RECEIPT),
        change(pair.client, EVFILT_READ, EV_ADD | EV_CLEAR | EV_RECEIPT),
    };
    CHECK_EQ(kevent(queue, changes, 2, events, 4, NULL), 2); /* and not the WRITE that is pending */
    CHECK(events[0].flags & EV_ERROR && events[1].flags & EV_ERROR);
    CHECK_EQ(events[0].data, 0);
    CHECK_EQ(events[1].filter, EVFILT_READ);
    CHECK_EQ(kevent(queue, changes, 2, NULL, 0, NULL), 0);
    close(queue);
    close_pair(pair);
}

static void bad_changes(void)
{
    int queue = kqueue();
    struct kevent closed = change(99999, EVFILT_READ, EV_ADD);
    struct kevent unknown = change(0, 77, EV_ADD);
    struct timespec too_long = {.tv_sec = 1000000000};
    struct timespec invalid = {.tv_nsec = 1000000000};
    CHECK(kevent(queue, &closed, 1, NULL, 0, NULL) == -1 && errno == EBADF);
    CHECK(kevent(queue, &unknown, 1, NULL, 0, NULL) == -1 && errno == EINVAL);
    CHECK(kevent(queue, NULL, 0, &closed, 1, &too_long) == -1 && errno == EINVAL);
    CHECK(kevent(queue, NULL, 0, &closed, 1, &invalid) == -1 && errno == EINVAL);
    close(queue);
    CHECK(kevent(queue, NULL, 0, &closed, 1, &at_once) == -1 && errno == EBADF);
}

/* ---------------------------------------------------------------- filters */

static void adding_again_re_arms(void)
{
    struct pair pair = open_pair();
    int queue = kqueue();
    char keys[3];
    struct kevent event;
    struct kevent add = change(pair.client, EVFILT_WRITE, EV_ADD | EV_CLEAR);
    for (int i = 0; i < 3; i++) {
        add.udata = &keys[i];
        CHECK_EQ(kevent(queue, &add, 1, NULL, 0, NULL), 0);
        CHECK_EQ(collect(queue, &event, 1), 1);
        CHECK(event.udata == &keys[i]);
        CHECK_EQ(collect(queue, &event, 1), 0);
    }
    close(queue);
    close_pair(pair);
}

static void a_change_finds_what_is_registered_and_open(void)
{
    struct pair pair = open_pair();
    int queue = kqueue();
    struct kevent event;
    struct kevent touch = change(pair.client, EVFILT_READ, EV_DISABLE);
    struct kevent add = change(pair.client, EVFILT_READ, EV_ADD | EV_CLEAR | EV_DISABLE);
    CHECK(kevent(queue, &touch, 1, NULL, 0, NULL) == -1 && errno == ENOENT);
    CHECK_EQ(kevent(queue, &add, 1, NULL, 0, NULL), 0);
    CHECK_EQ(kevent(queue, &touch, 1, NULL, 0, NULL), 0);
    mr_write(pair.server, at("x"), 1);
    wait_until_readable(pair.client);
    CHECK_EQ(collect(queue, &event, 1), 0); /* disabled */
    close_pair(pair);
    CHECK(kevent(queue, &touch, 1, NULL, 0, NULL) == -1 && errno == EBADF);
    struct pair new = open_pair();
    touch.ident = (uintptr_t)(new.client == pair.client ? new.client : new.server);
    CHECK(kevent(queue, &touch, 1, NULL, 0, NULL) == -1 && errno == ENOENT);
    close(queue);
    close_pair(new);
}

/* The order changes from call to call: who depends on one is found out. */
static void filters_come_in_either_order(void)
{
    struct pair pair = open_pair();
    int queue = kqueue();
    int read_first = 0;
    mr_write(pair.server, at("x"), 1);
    wait_until_readable(pair.client);
    for (int i = 0; i < 10; i++) {
        struct kevent events[4];
        struct kevent changes[] = {
            change(pair.client, EVFILT_WRITE, EV_ADD | EV_CLEAR),
            change(pair.client, EVFILT_READ, EV_ADD | EV_CLEAR),
        };
        CHECK_EQ(kevent(queue, changes, 2, events, 4, &at_once), 2);
        read_first += events[0].filter == EVFILT_READ;
    }
    CHECK(read_first > 0 && read_first < 10);
    close(queue);
    close_pair(pair);
}

static void data_does_not_report_write(void)
{
    struct pair pair = open_pair();
    int queue = kqueue();
    struct kevent events[4];
    struct kevent changes[] = {
        change(pair.client, EVFILT_WRITE, EV_ADD | EV_CLEAR),
        change(pair.client, EVFILT_READ, EV_ADD | EV_CLEAR),
    };
    CHECK_EQ(kevent(queue, changes, 2, events, 4, &at_once), 1);
    mr_write(pair.server, at("x"), 1);
    CHECK_EQ(collect(queue, events, 4), 1);
    CHECK_EQ(events[0].filter, EVFILT_READ);
    close(queue);
    close_pair(pair);
}

static void an_unconnected_socket_is_not_ready(void)
{
    int queue = kqueue();
    int32_t fd = mr_socket_open(4, MR_STREAM);
    struct kevent events[4];
    struct kevent changes[] = {
        change(fd, EVFILT_WRITE, EV_ADD | EV_CLEAR),
        change(fd, EVFILT_READ, EV_ADD | EV_CLEAR),
    };
    CHECK_EQ(kevent(queue, changes, 2, events, 4, &at_once), 0);
    CHECK_EQ(collect(queue, events, 4), 0);
    struct address address = refused_address();
    CHECK_EQ(mr_socket_connect(fd, at(&address)), MR_EINPROGRESS);
    CHECK_EQ(collect(queue, events, 4), 2);
    CHECK(events[0].flags & EV_EOF && events[1].flags & EV_EOF);
    CHECK_EQ(events[0].fflags, ECONNREFUSED);
    CHECK_EQ(events[1].fflags, ECONNREFUSED);
    CHECK_EQ(mr_socket_finish_connect(fd), MR_EINPROGRESS); /* the events were the only ones to tell */
    mr_close(fd);
    close(queue);
}

static void closing_ends_a_registration(void)
{
    struct pair old = open_pair();
    int queue = kqueue();
    struct kevent event;
    struct kevent add = change(old.client, EVFILT_READ, EV_ADD | EV_CLEAR);
    struct kevent delete = change(old.client, EVFILT_READ, EV_DELETE);
    CHECK_EQ(kevent(queue, &add, 1, NULL, 0, NULL), 0);
    close_pair(old);
    CHECK(kevent(queue, &delete, 1, NULL, 0, NULL) == -1 && errno == EBADF);
    struct pair new = open_pair();
    mr_write(new.server, at("x"), 1);
    mr_write(new.client, at("x"), 1);
    CHECK_EQ(collect(queue, &event, 1), 0);
    close(queue);
    close_pair(new);
}

static void do_nothing(int number)
{
    (void)number;
}

static void a_signal_ends_a_wait(void)
{
    struct sigaction action = {.sa_handler = do_nothing, .sa_flags = SA_RESTART};
    struct itimerval soon = {.it_value = {.tv_usec = 20000}};
    struct kevent event;
    int queue = kqueue();
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    CHECK(kevent(queue, NULL, 0, &event, 1, NULL) == -1 && errno == EINTR);
    close(queue);
}

int main(void)
{
    RUN(a_failed_change_with_room_is_reported);
    RUN(a_failed_change_without_room_ends_the_list);
    RUN(receipts);
    RUN(bad_changes);
    RUN(adding_again_re_arms);
    RUN(a_change_finds_what_is_registered_and_open);
    RUN(filters_come_in_either_order);
    RUN(data_does_not_report_write);
    RUN(an_unconnected_socket_is_not_ready);
    RUN(closing_ends_a_registration);
    RUN(a_signal_ends_a_wait);
    return check_failures != 0;
}
