/* poller_kqueue.c - the poller on macOS: kqueue(2), edge-triggered (EV_CLEAR), and EVFILT_USER for the wakeup. */
#include "deadline.h"
#include "error.h"
#include "millrace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/event.h>
#include <sys/time.h>
#include <unistd.h>

enum {
    WAKEUP_IDENT = 0,
    MAX_BATCH = 256,        /* one more call costs little next to 256 reports, and they fit any thread's stack */
    SLOTS = 2 * MAX_BATCH,  /* of the table that finds a key's record: at most half full */
    SLOT_BITS = 9,          /* SLOTS is 2 to the power of this */
    MAX_WAIT_SECONDS = 3600 /* Darwin refuses long timeouts, with no limit stated; a turn per hour costs nothing */
};

static const struct timespec at_once = {0, 0};

/* ---------------------------------------------------------------- handle */

/*
 * Two kqueues: one delivers the reports; the other is never polled and only knows which descriptors are registered.
 *
 * EV_ADD of a knote that exists succeeds and takes the new udata (kqueue(2)), so the first key would be lost. Any other
 * change to a knote that reports would overwrite its udata as well. Only a knote that never reports can be changed
 * without harm: a change without EV_ADD gives ENOENT if there is none. The knotes of the second queue go away when
 * their descriptor is closed, as those of the first do, so the kernel keeps the books for us.
 */
struct poller {
    int queue;
    int registered;
};

/* Bits 0 to 30 one, 31 to 61 the other, and bit 62 always set, because a descriptor may be 0 and a handle may not. */
enum { REGISTERED_SHIFT = 31 };
#define HANDLE_BIT ((int64_t)1 << 62)

static int64_t pack(struct poller p)
{
    return HANDLE_BIT | (int64_t)p.registered << REGISTERED_SHIFT | p.queue;
}

static struct poller unpack(int64_t handle)
{
    if (handle <= 0) {
        return (struct poller){-1, -1};
    }
    return (struct poller){(int)(handle & INT_MAX), (int)(handle >> REGISTERED_SHIFT & INT_MAX)};
}

static struct kevent change(uintptr_t ident, int16_t filter, uint16_t flags, uint32_t fflags, uint64_t key)
{
    struct kevent event;
    EV_SET(&event, ident, filter, flags, fflags, 0, (void *)(uintptr_t)key);
    return event;
}

/* ---------------------------------------------------------------- open and close */

/* Triggering sets a knote's udata just as adding it does, so it has to be the same in both. */
static int change_wakeup(int queue, uint16_t flags, uint32_t fflags)
{
    struct kevent event = change(WAKEUP_IDENT, EVFILT_USER, flags, fflags, MR_WAKEUP);
    return kevent(queue, &event, 1, NULL, 0, &at_once);
}

static void close_both(struct poller p)
{
    close(p.queue);
    close(p.registered);
}

static int open_queue(void)
{
    int queue = kqueue();
    if (queue >= 0 && fcntl(queue, F_SETFD, FD_CLOEXEC) < 0) {
        int cause = errno;
        close(queue);
        errno = cause;
        return -1;
    }
    return queue;
}

int64_t mr_poller_open(void)
{
    struct poller p = {.queue = open_queue(), .registered = -1};
    if (p.queue < 0) {
        return mr_last_error();
    }
    p.registered = open_queue();
    if (p.registered < 0 || change_wakeup(p.queue, EV_ADD | EV_CLEAR, 0) < 0) {
        int32_t error = mr_last_error();
        close_both(p);
        return error;
    }
    return pack(p);
}

int32_t mr_poller_close(int64_t poller)
{
    close_both(unpack(poller));
    return 0;
}

int32_t mr_poller_wakeup(int64_t poller)
{
    int result = change_wakeup(unpack(poller).queue, 0, NOTE_TRIGGER);
    return result < 0 && errno != EINTR ? mr_last_error() : 0; /* EINTR comes after the change is made */
}

/* ---------------------------------------------------------------- registration */

/* The outcome of a change to both filters of a descriptor: 0 or an errno for each. */
struct outcome {
    int write;
    int read;
};

/*
 * Makes one change to both filters. With EV_RECEIPT the event list has an answer to each change and nothing else; with
 * less room than changes the kernel would stop at the first that fails (kqueue(2)). WRITE goes first: if READ went
 * first, a refused connect could be reported for reading alone, and a read would consume the error.
 */
static struct outcome change_both(int queue, int32_t fd, uint16_t flags, uint64_t key)
{
    struct kevent changes[2] = {
        change((uintptr_t)fd, EVFILT_WRITE, flags | EV_RECEIPT, 0, key),
        change((uintptr_t)fd, EVFILT_READ, flags | EV_RECEIPT, 0, key),
    };
    struct kevent receipts[2];
    struct outcome outcome = {0, 0};
    int count = kevent(queue, changes, 2, receipts, 2, &at_once);
    if (count < 0 && errno != EINTR) { /* EINTR comes after the changes are made */
        outcome.write = outcome.read = errno;
    }
    for (int i = 0; i < count; i++) {
        int number = receipts[i].flags & EV_ERROR ? (int)receipts[i].data : 0;
        *(receipts[i].filter == EVFILT_WRITE ? &outcome.write : &outcome.read) = number;
    }
    return outcome;
}

/* Changes a descriptor's knote in the queue that knows which are registered. Returns 0 or an errno. */
static int change_registered(struct poller p, int32_t fd, uint16_t flags)
{
    struct kevent event = change((uintptr_t)fd, EVFILT_READ, flags, 0, 0);
    return kevent(p.registered, &event, 1, NULL, 0, &at_once) < 0 && errno != EINTR ? errno : 0;
}

/* No single call both asks and adds; millrace.h says what that means for two threads at the same moment. */
int32_t mr_poller_register(int64_t poller, int32_t fd, int64_t key)
{
    struct poller p = unpack(poller);
    if ((uint64_t)key == MR_WAKEUP) {
        return MR_EINVAL;
    }
    if (fd < 0) {
        return MR_EBADF;
    }
    int known = change_registered(p, fd, EV_DISABLE);
    if (known != ENOENT) {
        return known == 0 ? MR_EEXIST : mr_error_of(known);
    }
    struct outcome added = change_both(p.queue, fd, EV_ADD | EV_CLEAR, (uint64_t)key);
    int failure = added.write != 0 ? added.write : added.read;
    if (failure == 0) {
        failure = change_registered(p, fd, EV_ADD | EV_DISABLE);
    }
    if (failure == 0) {
        return 0;
    }
    change_both(p.queue, fd, EV_DELETE, 0);
    return mr_error_of(failure);
}

/* The kernel may have dropped one filter alone; only if both are gone was the descriptor not registered. */
int32_t mr_poller_deregister(int64_t poller, int32_t fd)
{
    struct poller p = unpack(poller);
    if (fd < 0) {
        return MR_EBADF;
    }
    struct outcome deleted = change_both(p.queue, fd, EV_DELETE, 0);
    change_registered(p, fd, EV_DELETE);
    if (deleted.write == ENOENT && deleted.read == ENOENT) {
        return MR_ENOENT;
    }
    int failure = deleted.write != 0 && deleted.write != ENOENT ? deleted.write : deleted.read;
    return failure == 0 || failure == ENOENT ? 0 : mr_error_of(failure);
}

/* ---------------------------------------------------------------- merging */

/* The records of one poll, and where to find a key's record: a slot holds 1 + the record's index, or 0. */
struct merge {
    struct mr_ready *records;
    int count;
    uint16_t slots[SLOTS];
};

static struct mr_ready *record_of(struct merge *merge, uint64_t key)
{
    size_t slot = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> (64 - SLOT_BITS)); /* Fibonacci hashing */
    while (merge->slots[slot] != 0) {
        struct mr_ready *found = &merge->records[merge->slots[slot] - 1];
        if (found->key == key) {
            return found;
        }
        slot = (slot + 1) % SLOTS;
    }
    struct mr_ready *added = &merge->records[merge->count++];
    *added = (struct mr_ready){.key = key};
    merge->slots[slot] = (uint16_t)merge->count;
    return added;
}

static uint32_t readiness(const struct kevent *event)
{
    if (event->filter == EVFILT_WRITE) {
        return event->flags & EV_EOF ? MR_WRITABLE | MR_WRITE_CLOSED : MR_WRITABLE;
    }
    return event->flags & EV_EOF ? MR_READABLE | MR_READ_CLOSED : MR_READABLE;
}

/* With EV_EOF, fflags holds the socket's error, and on some systems it is then held nowhere else (kqueue(2)). */
static void add_event(struct merge *merge, const struct kevent *event)
{
    struct mr_ready *record = record_of(merge, (uint64_t)(uintptr_t)event->udata);
    record->ready |= readiness(event);
    if (event->flags & EV_EOF && event->fflags != 0) {
        record->ready |= MR_READABLE | MR_WRITABLE | MR_ERROR;
        record->error = mr_error_of((int)event->fflags);
    }
}

/* READ and WRITE of one descriptor are two events in any order: one pass makes them one record. */
static int32_t merge_events(const struct kevent *events, int count, struct mr_ready *records)
{
    struct merge merge = {.records = records};
    for (int i = 0; i < count; i++) {
        add_event(&merge, &events[i]);
    }
    return merge.count;
}

/* ---------------------------------------------------------------- poll */

static int wait_once(int queue, struct kevent *events, int room, int64_t nanos)
{
    struct timespec timeout = {.tv_sec = (time_t)(nanos / 1000000000), .tv_nsec = (long)(nanos % 1000000000)};
    if (timeout.tv_sec >= MAX_WAIT_SECONDS) {
        timeout = (struct timespec){.tv_sec = MAX_WAIT_SECONDS};
    }
    return kevent(queue, NULL, 0, events, room, nanos < 0 ? NULL : &timeout);
}

int32_t mr_poller_poll(int64_t poller, int64_t records, int32_t capacity, int64_t timeout_nanos)
{
    struct kevent events[MAX_BATCH];
    if (capacity < 1) {
        return MR_EINVAL;
    }
    int queue = unpack(poller).queue;
    int room = capacity < MAX_BATCH ? capacity : MAX_BATCH;
    int64_t deadline = mr_deadline_after(timeout_nanos);
    int64_t left = timeout_nanos;
    int count;
    while ((count = wait_once(queue, events, room, left)) <= 0) {
        if (count < 0 && errno != EINTR) {
            return mr_last_error();
        }
        left = mr_deadline_left(deadline);
        if (left == 0) {
            return 0;
        }
    }
    return merge_events(events, count, (struct mr_ready *)(intptr_t)records);
}
