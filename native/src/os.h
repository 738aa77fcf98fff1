/*
 * os.h - what Linux and macOS do with different calls: sockets, writes and clocks. Each operating system has one file
 * that implements it. Apart from the pollers, nothing else in this layer knows which system it is on. Functions return
 * -1 and set errno.
 */
#ifndef MILLRACE_OS_H
#define MILLRACE_OS_H

#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>

/* Opens a socket of a domain and a type: non-blocking, close-on-exec, never raising SIGPIPE. */
int mr_os_socket(int domain, int type);

/* accept(2); the new descriptor is all of that too. */
int mr_os_accept(int fd, struct sockaddr *address, socklen_t *length);

/* write(2) to a descriptor that is not a socket. Never raises SIGPIPE: the write just fails with EPIPE. */
ssize_t mr_os_write(int fd, const void *bytes, size_t length);

/* Writes the length into a sockaddr, where it has one: most calls do without, those that join a group do not. */
void mr_os_set_length(struct sockaddr_storage *address, socklen_t length);

/* Dissolves the connection of a datagram socket; it may lose its local port. */
int mr_os_disconnect(int fd);

/* The socket option that sets SO_LINGER in seconds. */
extern const int mr_os_linger;

/* Whether a Unix address that begins with a zero is a name of its own kind, and no path. */
extern const int mr_os_abstract_names;

/* The clock of the poller's timeouts: monotonic, the same one as System.nanoTime's. */
extern const clockid_t mr_os_clock;

#endif
