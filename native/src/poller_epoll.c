/* poller_epoll.c - the poller on Linux: epoll(7), edge-triggered, and an eventfd for the wakeup. */
#include "deadline.h"
#include "error.h"
#include "millrace.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* One more call costs little next to 256 reports, and the kernel's form of them fits the stack of any thread. */
enum { MAX_BATCH = 256 };

/*
 * Linux 5.11; headers may be older than the kernel. New system calls have the same number on every architecture we
 * support.
 */
#ifndef SYS_epoll_pwait2
#define SYS_epoll_pwait2 441
#endif

/* ---------------------------------------------------------------- handle */

struct poller {
    int epoll;
    int wakeup;
    bool nanos; /* epoll_pwait2 works */
};

/* Bits 0 to 30 the epoll, 31 to 61 the eventfd, 62 nanos: never 0, because two descriptors cannot both be 0. */
enum { WAKEUP_SHIFT = 31, NANOS_SHIFT = 62 };

static int64_t pack(struct poller p)
{
    return (int64_t)p.nanos << NANOS_SHIFT | (int64_t)p.wakeup << WAKEUP_SHIFT | p.epoll;
}

static struct poller unpack(int64_t handle)
{
    if (handle <= 0) {
        return (struct poller){.epoll = -1, .wakeup = -1};
    }
    return (struct poller){
        .epoll = (int)(handle & INT_MAX),
        .wakeup = (int)(handle >> WAKEUP_SHIFT & INT_MAX),
        .nanos = handle >> NANOS_SHIFT != 0,
    };
}

/* ---------------------------------------------------------------- waiting */

/* By number: glibc has had a function for it only since 2.35. */
static int wait_nanos(int epoll, struct epoll_event *events, int room, int64_t nanos)
{
    struct timespec timeout = {.tv_sec = nanos / 1000000000, .tv_nsec = nanos % 1000000000};
    return (int)syscall(SYS_epoll_pwait2, epoll, events, room, nanos < 0 ? NULL : &timeout, NULL, (size_t)0);
}

/* Rounded up: 0 would ask for no wait at all, and a caller that waits for a deadline would spin until it. */
static int wait_millis(int epoll, struct epoll_event *events, int room, int64_t nanos)
{
    int64_t millis = nanos < 0 ? -1 : nanos / 1000000 + (nanos % 1000000 != 0);
    return epoll_wait(epoll, events, room, millis < INT_MAX ? (int)millis : INT_MAX);
}

static int wait_once(struct poller p, struct epoll_event *events, int room, int64_t nanos)
{
    return p.nanos ? wait_nanos(p.epoll, events, room, nanos) : wait_millis(p.epoll, events, room, nanos);
}

/* ---------------------------------------------------------------- open and close */

/*
 * ENOSYS on an old kernel or under qemu, EPERM from an old seccomp filter: any failure means that it is not available.
 */
static bool nanos_work(int epoll)
{
    struct epoll_event none;
    return wait_nanos(epoll, &none, 1, 0) >= 0;
}

/*
 * Edge-triggered, so the eventfd is never read: each write is an edge of its own, and one that no poll has seen yet
 * merges with the next (eventfd(2), epoll(7)).
 */
static int watch_wakeup(struct poller p)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.u64 = MR_WAKEUP};
    return epoll_ctl(p.epoll, EPOLL_CTL_ADD, p.wakeup, &event);
}

static int64_t close_and_fail(struct poller p)
{
    int32_t error = mr_last_error();
    if (p.wakeup >= 0) {
        close(p.wakeup);
    }
    if (p.epoll >= 0) {
        close(p.epoll);
    }
    return error;
}

int64_t mr_poller_open(void)
{
    struct poller p = {.epoll = epoll_create1(EPOLL_CLOEXEC), .wakeup = -1};
    if (p.epoll < 0) {
        return close_and_fail(p);
    }
    p.wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (p.wakeup < 0 || watch_wakeup(p) < 0) {
        return close_and_fail(p);
    }
    p.nanos = nanos_work(p.epoll);
    return pack(p);
}

int32_t mr_poller_close(int64_t poller)
{
    struct poller p = unpack(poller);
    close(p.epoll);
    close(p.wakeup);
    return 0;
}

/* ---------------------------------------------------------------- registration */

int32_t mr_poller_register(int64_t poller, int32_t fd, int64_t key)
{
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET,
        .data.u64 = (uint64_t)key,
    };
    if (event.data.u64 == MR_WAKEUP) {
        return MR_EINVAL;
    }
    return mr_result(epoll_ctl(unpack(poller).epoll, EPOLL_CTL_ADD, fd, &event));
}

int32_t mr_poller_deregister(int64_t poller, int32_t fd)
{
    struct epoll_event unused = {0}; /* kernels before 2.6.9 want one */
    int32_t result = mr_result(epoll_ctl(unpack(poller).epoll, EPOLL_CTL_DEL, fd, &unused));
    return result == MR_EPERM ? MR_ENOENT : result; /* what cannot be watched was never registered */
}

/* ---------------------------------------------------------------- poll and wakeup */

static uint32_t readiness(uint32_t events)
{
    uint32_t ready = 0;
    if (events & EPOLLIN) {
        ready |= MR_READABLE;
    }
    if (events & EPOLLOUT) {
        ready |= MR_WRITABLE;
    }
    if (events & EPOLLRDHUP) {
        ready |= MR_READABLE | MR_READ_CLOSED;
    }
    if (events & EPOLLHUP) {
        ready |= MR_READABLE | MR_WRITABLE | MR_READ_CLOSED | MR_WRITE_CLOSED;
    }
    if (events & EPOLLERR) {
        ready |= MR_READABLE | MR_WRITABLE | MR_ERROR;
    }
    if (events & EPOLLPRI) {
        ready |= MR_READABLE | MR_URGENT;
    }
    return ready;
}

int32_t mr_poller_poll(int64_t poller, int64_t records, int32_t capacity, int64_t timeout_nanos)
{
    struct poller p = unpack(poller);
    struct mr_ready *batch = (struct mr_ready *)(intptr_t)records;
    struct epoll_event events[MAX_BATCH];
    if (capacity < 1) {
        return MR_EINVAL;
    }
    int room = capacity < MAX_BATCH ? capacity : MAX_BATCH;
    int64_t deadline = mr_deadline_after(timeout_nanos);
    int64_t left = timeout_nanos;
    int count;
    while ((count = wait_once(p, events, room, left)) <= 0) {
        if (count < 0 && errno != EINTR) {
            return mr_last_error();
        }
        left = mr_deadline_left(deadline);
        if (left == 0) {
            return 0;
        }
    }
    for (int i = 0; i < count; i++) {
        batch[i] = (struct mr_ready){.key = events[i].data.u64, .ready = readiness(events[i].events)};
    }
    return count;
}

int32_t mr_poller_wakeup(int64_t poller)
{
    uint64_t one = 1;
    ssize_t written;
    do {
        written = write(unpack(poller).wakeup, &one, sizeof one);
    } while (written < 0 && errno == EINTR);
    /* EAGAIN would mean that the count, which nobody reads, is full: after 500 years of one wakeup per nanosecond. */
    return written < 0 && errno != EAGAIN ? mr_last_error() : 0;
}
