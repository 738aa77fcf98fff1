/*
 * os.h - what Linux and macOS do by different calls and our sockets and clocks need. One file an operating system
 * implements it; nothing else in this layer but the pollers knows which it is. Functions return -1 and set errno.
 */
#ifndef MILLRACE_OS_H
#define MILLRACE_OS_H

#include <sys/socket.h>
#include <time.h>

/* Opens a TCP socket of a domain: non-blocking, close-on-exec, deaf to SIGPIPE. */
int mr_os_socket(int domain);

/* accept(2) whose result is all that too. */
int mr_os_accept(int fd, struct sockaddr *address, socklen_t *length);

/* The socket option that sets SO_LINGER in seconds. */
extern const int mr_os_linger;

/* The clock that the poller's timeouts run on: monotonic, and the one of System.nanoTime. */
extern const clockid_t mr_os_clock;

#endif
