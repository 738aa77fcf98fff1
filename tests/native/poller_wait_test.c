/*
 * poller_wait_test.c - how long a poll waits, and what cuts it short: nothing but a report.
 * With the argument "millis" it runs as on a kernel without epoll_pwait2.
 */
#include "check.h"
#include "net.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

/* Whether the handle says that epoll_pwait2 works, see poller_epoll.c. */
static const int64_t nanos_bit = INT64_C(1) << 62;

static int64_t handle_mask = -1;

static int64_t open_poller(void)
{
    int64_t poller = mr_poller_open();
    CHECK(poller > 0);
    return poller & handle_mask;
}

/* ---------------------------------------------------------------- time */

static void zero_timeout_asks_the_kernel(void)
{
    struct mr_ready record;
    int64_t poller = open_poller();
    for (int i = 0; i < 100; i++) {
        CHECK_EQ(mr_poller_poll(poller, at(&record), 1, 0), 0);
        CHECK_EQ(mr_poller_wakeup(poller), 0);
        CHECK_EQ(mr_poller_poll(poller, at(&record), 1, 0), 1);
        CHECK(record.key == MR_WAKEUP);
    }
    mr_poller_close(poller);
}

static void check_waits(int64_t poller, int64_t timeout, int rounds)
{
    struct mr_ready record;
    int64_t shortest = INT64_MAX;
    for (int i = 0; i < rounds; i++) {
        int64_t start = now_nanos();
        CHECK_EQ(mr_poller_poll(poller, at(&record), 1, timeout), 0);
        int64_t took = now_nanos() - start;
        shortest = took < shortest ? took : shortest;
    }
    CHECK(shortest >= timeout);
    CHECK(shortest < timeout + 30 * MILLIS);
}

static void a_timeout_is_never_early(void)
{
    int64_t poller = open_poller();
    check_waits(poller, 1, 20);
    check_waits(poller, MILLIS / 10, 100);
    check_waits(poller, 999999, 20);
    check_waits(poller, 31 * MILLIS / 10, 20);
    check_waits(poller, 50 * MILLIS, 3);
    mr_poller_close(poller);
}

static int64_t cpu_nanos(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * SECONDS + time.tv_nsec;
}

/* A timeout that is rounded down to 0, or cut off to few bits, comes out right in the end, but the processor burns. */
static void waiting_is_not_spinning(void)
{
    int64_t poller = open_poller();
    int64_t start = cpu_nanos();
    check_waits(poller, 999999, 200);
    CHECK(cpu_nanos() - start < 100 * MILLIS);
    mr_poller_close(poller);
}

struct delayed {
    int64_t poller;
    int64_t delay;
};

static void *wake_later(void *argument)
{
    struct delayed *delayed = argument;
    sleep_nanos(delayed->delay);
    CHECK_EQ(mr_poller_wakeup(delayed->poller), 0);
    return NULL;
}

/* Waits with a timeout that a wakeup from another thread must cut short. */
static void check_woken(int64_t poller, int64_t timeout)
{
    struct mr_ready record = {0};
    struct delayed delayed = {poller, 30 * MILLIS};
    pthread_t thread;
    pthread_create(&thread, NULL, wake_later, &delayed);
    int64_t start = now_nanos();
    int64_t cpu_start = cpu_nanos();
    CHECK_EQ(mr_poller_poll(poller, at(&record), 1, timeout), 1);
    CHECK(now_nanos() - start >= 20 * MILLIS);
    CHECK(cpu_nanos() - cpu_start < 15 * MILLIS);
    CHECK(record.key == MR_WAKEUP);
    pthread_join(thread, NULL);
}

static void endless_and_huge_timeouts(void)
{
    int64_t poller = open_poller();
    check_woken(poller, -1);
    check_woken(poller, INT64_MIN);
    check_woken(poller, INT64_MAX);
    check_woken(poller, 100 * 86400 * SECONDS);
    check_woken(poller, 86400 * SECONDS + 1);
    check_woken(poller, MILLIS << 32);
    mr_poller_close(poller);
}

/* ---------------------------------------------------------------- signals */

static volatile sig_atomic_t signals;

static void count_signal(int number)
{
    (void)number;
    signals++;
}

/* Signals every 10 ms, during a wait and then through a wakeup that ends one. */
static void signals_do_not_shorten_a_wait(void)
{
    struct mr_ready record;
    struct sigaction action = {.sa_handler = count_signal};
    struct itimerval every = {.it_interval = {.tv_usec = 10000}, .it_value = {.tv_usec = 10000}};
    struct itimerval never = {0};
    int64_t poller = open_poller();
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
    int64_t start = now_nanos();
    CHECK_EQ(mr_poller_poll(poller, at(&record), 1, 300 * MILLIS), 0);
    CHECK(now_nanos() - start >= 300 * MILLIS);
    CHECK(now_nanos() - start < 3 * SECONDS);
    CHECK(signals >= 10);
    CHECK_EQ(mr_poller_wakeup(poller), 0);
    CHECK_EQ(mr_poller_poll(poller, at(&record), 1, -1), 1);
    setitimer(ITIMER_REAL, &never, NULL);
    mr_poller_close(poller);
}

/* ---------------------------------------------------------------- wakeups */

static void one_report_a_wakeup(void)
{
    struct mr_ready records[4];
    int64_t poller = open_poller();
    for (int i = 0; i < 100; i++) {
        CHECK_EQ(mr_poller_wakeup(poller), 0);
        CHECK_EQ(mr_poller_poll(poller, at(records), 4, -1), 1);
        CHECK(records[0].key == MR_WAKEUP);
        CHECK_EQ(mr_poller_poll(poller, at(records), 4, 0), 0);
    }
    CHECK_EQ(mr_poller_poll(poller, at(records), 4, 20 * MILLIS), 0);
    mr_poller_close(poller);
}

static void wakeups_not_yet_seen_are_one(void)
{
    struct mr_ready records[4];
    int64_t poller = open_poller();
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(mr_poller_wakeup(poller), 0);
    }
    CHECK_EQ(mr_poller_poll(poller, at(records), 4, SECONDS), 1);
    CHECK_EQ(mr_poller_poll(poller, at(records), 4, 20 * MILLIS), 0);
    mr_poller_close(poller);
}

static void a_wakeup_comes_beside_other_reports(void)
{
    struct mr_ready record;
    struct pair pair = open_pair();
    int64_t poller = open_poller();
    bool woken = false;
    bool reported = false;
    CHECK_EQ(mr_poller_register(poller, pair.client, 1), 0);
    CHECK_EQ(mr_poller_wakeup(poller), 0);
    while (poll_checked(poller, &record, 1, 20 * MILLIS) > 0) {
        woken |= record.key == MR_WAKEUP;
        reported |= record.key == 1;
    }
    CHECK(woken && reported);
    mr_poller_close(poller);
    close_pair(pair);
}

enum { WAKERS = 3, WAKEUPS = 20000 };

static void *wake_often(void *argument)
{
    for (int i = 0; i < WAKEUPS; i++) {
        mr_poller_wakeup(*(int64_t *)argument);
    }
    return NULL;
}

/* However wakeups and polls interleave: after the last wakeup one poll must see it, and then none. */
static void wakeups_from_many_threads(void)
{
    struct mr_ready record;
    pthread_t threads[WAKERS];
    int64_t poller = open_poller();
    int reports = 0;
    for (int i = 0; i < WAKERS; i++) {
        pthread_create(&threads[i], NULL, wake_often, &poller);
    }
    while (poll_checked(poller, &record, 1, 100 * MILLIS) > 0) {
        reports++;
    }
    for (int i = 0; i < WAKERS; i++) {
        pthread_join(threads[i], NULL);
    }
    while (poll_checked(poller, &record, 1, 0) > 0) {
        reports++;
    }
    CHECK(reports > 0 && reports <= WAKERS * WAKEUPS);
    check_woken(poller, -1);
    mr_poller_close(poller);
}

int main(int count, char **arguments)
{
    if (count > 1 && strcmp(arguments[1], "millis") == 0) {
        handle_mask = ~nanos_bit;
    }
    RUN(zero_timeout_asks_the_kernel);
    RUN(a_timeout_is_never_early);
    RUN(waiting_is_not_spinning);
    RUN(endless_and_huge_timeouts);
    RUN(signals_do_not_shorten_a_wait);
    RUN(one_report_a_wakeup);
    RUN(wakeups_not_yet_seen_are_one);
    RUN(a_wakeup_comes_beside_other_reports);
    RUN(wakeups_from_many_threads);
    return check_failures != 0;
}
