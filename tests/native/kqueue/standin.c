/*
 * standin.c - kqueue over epoll; sys/event.h says what it promises.
 *
 * A queue is three descriptors: an epoll for READ, whose number is the queue's, an epoll for WRITE, and an eventfd for
 * EVFILT_USER. Two epolls, because one would wake both filters for the activity of either. Waiting is ppoll on the
 * three, without the lock; collecting takes the lock and never blocks, so that no event outlives its registration.
 */
#include "queue.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { MAX_QUEUES = 65536, MAX_TIMEOUT_SECONDS = 86400 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* over everything here */
static struct queue *queues[MAX_QUEUES];                 /* by the queue's descriptor */

/* ---------------------------------------------------------------- queues */

static void close_if_open(int fd)
{
    if (fd >= 0) {
        close(fd);
    }
}

/* The queue's own descriptor was closed by its owner: it is how a queue ends. */
static void discard(struct queue *queue)
{
    close_if_open(queue->side[WRITE]);
    close_if_open(queue->bell);
    free(queue->knotes[READ]);
    free(queue->knotes[WRITE]);
    free(queue);
}

int kqueue(void)
{
    struct queue *queue = calloc(1, sizeof *queue);
    if (queue == NULL) {
        return -1;
    }
    int fd = queue->side[READ] = epoll_create1(EPOLL_CLOEXEC);
    queue->side[WRITE] = epoll_create1(EPOLL_CLOEXEC);
    queue->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0 || fd >= MAX_QUEUES || queue->side[WRITE] < 0 || queue->bell < 0) {
        close_if_open(fd);
        discard(queue);
        errno = EMFILE;
        return -1;
    }
    pthread_mutex_lock(&lock);
    struct queue *former = queues[fd];
    queues[fd] = queue;
    if (former != NULL) {
        discard(former);
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

static struct queue *find_queue(int fd)
{
    return fd >= 0 && fd < MAX_QUEUES && is_open(fd) ? queues[fd] : NULL;
}

/* ---------------------------------------------------------------- waiting */

static const struct timespec forever = {.tv_sec = INT_MAX};

static struct timespec now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time;
}

static struct timespec difference(struct timespec a, struct timespec b)
{
    struct timespec result = {.tv_sec = a.tv_sec - b.tv_sec, .tv_nsec = a.tv_nsec - b.tv_nsec};
    if (result.tv_nsec < 0) {
        result.tv_sec--;
        result.tv_nsec += 1000000000;
    }
    return result.tv_sec < 0 ? (struct timespec){0} : result;
}

static bool valid(const struct timespec *timeout)
{
    return timeout == NULL
        || (timeout->tv_sec >= 0 && timeout->tv_sec <= MAX_TIMEOUT_SECONDS && timeout->tv_nsec >= 0
            && timeout->tv_nsec < 1000000000);
}

/* Waits and collects until there is something or the time is over. The queue's descriptors never change. */
static int wait_and_collect(struct queue *queue, struct kevent *events, int room, const struct timespec *timeout)
{
    struct pollfd sources[] = {
        {.fd = queue->side[READ], .events = POLLIN},
        {.fd = queue->side[WRITE], .events = POLLIN},
        {.fd = queue->bell, .events = POLLIN},
    };
    struct timespec start = now();
    struct timespec left = timeout != NULL ? *timeout : forever;
    for (;;) {
        pthread_mutex_lock(&lock);
        int count = collect(queue, events, room);
        pthread_mutex_unlock(&lock);
        if (count > 0 || (left.tv_sec == 0 && left.tv_nsec == 0)) {
            return count;
        }
        if (ppoll(sources, 3, timeout != NULL ? &left : NULL, NULL) < 0) {
            return -1;
        }
        left = timeout != NULL ? difference(*timeout, difference(now(), start)) : forever;
    }
}

int kevent(int fd, const struct kevent *changes, int nchanges, struct kevent *events, int nevents,
    const struct timespec *timeout)
{
    if (!valid(timeout)) {
        errno = EINVAL;
        return -1;
    }
    pthread_mutex_lock(&lock);
    struct queue *queue = find_queue(fd);
    int count = -1;
    if (queue == NULL) {
        errno = EBADF;
    } else {
        count = apply_all(queue, changes, nchanges, events, nevents);
    }
    pthread_mutex_unlock(&lock);
    return count != 0 || nevents == 0 ? count : wait_and_collect(queue, events, nevents, timeout);
}
