/*
 * millrace.h - the whole contract of Millrace's native layer.
 *
 * The layer is a set of flat functions over the operating system's own calls. It keeps no state, apart from the ids
 * that mr_bind_virtual_threads finds: everything a function needs is in its arguments, and what it makes is a
 * descriptor, or two of them in one handle, that the caller owns. It makes no callbacks, allocates nothing, starts no
 * thread and blocks only in mr_poller_poll (and in mr_close, if MR_LINGER asked for it).
 *
 * Results. A function returns a value >= 0, or a negative number of enum mr_error. Those numbers are ours: EAGAIN is 11
 * on Linux and 35 on macOS, and nothing above this header ever learns which. An errno that is not in the list is
 * returned as MR_EOTHER - errno, so nothing is lost in a report.
 *
 * Arguments are 32- and 64-bit integers only, so that any foreign-function interface can pass them in registers. A
 * parameter named buffer, address or records is the address of memory that belongs to the caller and is valid for the
 * call.
 *
 * Descriptors are non-blocking and close-on-exec from birth, and no call here raises SIGPIPE.
 *
 * Interrupted calls. EINTR never leaves this layer: a call that moves data is made again, a poll waits for the rest of
 * its time, and an interrupted connect goes on in the background as POSIX says (MR_EINPROGRESS).
 *
 * Threads. Every function may be called from any thread. mr_poller_register, mr_poller_deregister and mr_poller_wakeup
 * take effect in a poll that another thread is blocked in. A handle must not be used once it is being closed.
 */
#ifndef MILLRACE_H
#define MILLRACE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MR_API __attribute__((visibility("default")))

/* Raised whenever a signature, a number or a layout below changes; Java refuses a library of any other version. */
#define MR_ABI 4

/* Our error numbers: stable, the same on every platform. Java's Errno mirrors them, name by name. */
enum mr_error {
    MR_EAGAIN = -1,          /* would block: wait for readiness */
    MR_EINPROGRESS = -2,     /* a connect goes on in the background */
    MR_EBADF = -3,           /* not an open descriptor */
    MR_EINVAL = -4,          /* an argument out of range, or a call that does not fit the socket's state */
    MR_ENOMEM = -5,
    MR_EMFILE = -6,          /* this process has no descriptor left */
    MR_ENFILE = -7,          /* the system has no descriptor left */
    MR_ENOBUFS = -8,         /* the kernel has no buffer left */
    MR_EACCES = -9,
    MR_EPERM = -10,
    MR_EADDRINUSE = -11,
    MR_EADDRNOTAVAIL = -12,
    MR_EAFNOSUPPORT = -13,
    MR_ECONNREFUSED = -14,
    MR_ECONNRESET = -15,
    MR_ECONNABORTED = -16,
    MR_EPIPE = -17,          /* write after the peer or we ended this direction */
    MR_ETIMEDOUT = -18,
    MR_EHOSTUNREACH = -19,
    MR_ENETUNREACH = -20,
    MR_ENETDOWN = -21,
    MR_EHOSTDOWN = -22,
    MR_ENOTCONN = -23,
    MR_EISCONN = -24,
    MR_EALREADY = -25,
    MR_EEXIST = -26,         /* the descriptor is registered already */
    MR_ENOENT = -27,         /* the descriptor is not registered, or there is no such path */
    MR_ENOTSOCK = -28,
    MR_EOPNOTSUPP = -29,
    MR_EPROTO = -30,
    MR_EMSGSIZE = -31,
    MR_EDESTADDRREQ = -32,
    MR_ENOPROTOOPT = -33,
    MR_EIO = -34,
    MR_EFAULT = -35,
    MR_ENOSYS = -36,
    MR_ENOSPC = -37,         /* a kernel limit is reached, for example of watches */
    MR_ENODEV = -38,
    MR_ENAMETOOLONG = -39,
    MR_ELOOP = -40,
    MR_ENOTDIR = -41,
    MR_ENONET = -42,         /* the machine is not on the network (Linux) */
    MR_EOTHER = -1000        /* MR_EOTHER - errno: any other errno */
};

/* Returns the version of this header that the library was built with: MR_ABI. Never fails. */
MR_API int32_t mr_abi(void);

/* ---------------------------------------------------------------- poller */

/*
 * A poller is one 64-bit handle > 0 that packs the descriptors it stands for. On Linux: an epoll and an eventfd; on
 * macOS: two kqueues.
 */

/* One readiness report. The layout is fixed: 16 bytes, in the byte order of the machine. */
struct mr_ready {
    uint64_t key;   /* as passed to mr_poller_register, or MR_WAKEUP */
    uint32_t ready; /* a set of enum mr_readiness */
    int32_t error;  /* a pending error (a number of enum mr_error) if the poller knows of one, else 0 */
};

/* The key of the report that mr_poller_wakeup causes; it must not be registered. */
#define MR_WAKEUP UINT64_MAX

enum mr_readiness {
    MR_READABLE = 1,      /* a read or an accept may succeed */
    MR_WRITABLE = 2,      /* a write may succeed, or a connect has ended */
    MR_READ_CLOSED = 4,   /* nothing follows what is there: the peer ended its direction, or the connection broke */
    MR_WRITE_CLOSED = 8,  /* nothing more can be written */
    MR_ERROR = 16,        /* an error is pending */
    MR_URGENT = 32        /* urgent (out-of-band) data is in the stream (Linux only) */
};

/* Opens a poller. Returns its handle, or MR_EMFILE, MR_ENFILE, MR_ENOMEM. */
MR_API int64_t mr_poller_open(void);

/* Closes the poller's descriptors. The descriptors registered with it stay open. Returns 0. */
MR_API int32_t mr_poller_close(int64_t poller);

/*
 * Watches a descriptor, in both directions, edge-triggered, until it is deregistered: there is no interest to change.
 * Whatever is ready at that moment is reported by the next poll. After that there is a report whenever the state
 * changes. A report means no more than "try again": a call may still return MR_EAGAIN.
 * Returns 0, or MR_EEXIST (registered already: the first registration is untouched), MR_EBADF, MR_EPERM (a kind of file
 * that cannot be watched), MR_EINVAL, MR_ENOMEM, MR_ENOSPC. On macOS two threads that register the same descriptor at
 * the same moment may both succeed.
 */
MR_API int32_t mr_poller_register(int64_t poller, int32_t fd, int64_t key);

/*
 * Stops watching. Call it before closing the descriptor: epoll follows the open file, not the number, so a duplicate of
 * a closed descriptor would still be reported. No later poll reports the descriptor, even if it was ready already.
 * Returns 0, or MR_ENOENT (not registered, or not any more), MR_EBADF.
 */
MR_API int32_t mr_poller_deregister(int64_t poller, int32_t fd);

/*
 * Waits until something is ready, a wakeup came, or the time is up; writes at most capacity reports to records, at most
 * one per key, and returns how many: 0 only when the time is up. timeout_nanos < 0 waits without limit; 0 asks the
 * kernel and returns at once. Where the kernel counts milliseconds the wait is rounded up, never down.
 * Returns a count, or MR_EBADF, MR_EINVAL (capacity < 1).
 */
MR_API int32_t mr_poller_poll(int64_t poller, int64_t records, int32_t capacity, int64_t timeout_nanos);

/*
 * Makes the poll that is blocked now, or else the next one, return at once with a report whose key is MR_WAKEUP.
 * Wakeups merge until a poll has seen them. Returns 0, or MR_EBADF.
 */
MR_API int32_t mr_poller_wakeup(int64_t poller);

/* ---------------------------------------------------------------- descriptors */

/*
 * Reading, writing and closing work for any descriptor: sockets, pipes, terminals. A socket takes one system call.
 * Anything else takes one more, because the socket call is tried first. Whether a call can block depends on the
 * descriptor; those that this layer opens never do.
 *
 * No write raises SIGPIPE. On a socket MSG_NOSIGNAL prevents it. For other descriptors, on Linux the signal is blocked
 * in the calling thread during the write, and consumed if the write raised it; on macOS F_SETNOSIGPIPE is set, and
 * stays set.
 */

/*
 * Reads at most length bytes. Returns how many, 0 at the end (or if length is 0, or for an empty datagram), or
 * MR_EAGAIN, MR_ECONNRESET, MR_EINVAL (length < 0), ...
 */
MR_API int32_t mr_read(int32_t fd, int64_t buffer, int32_t length);

/*
 * Writes at most length bytes. Returns how many the kernel took, or MR_EAGAIN, MR_EPIPE, MR_ECONNRESET, MR_ENOBUFS,
 * MR_EINVAL (length < 0), ...
 */
MR_API int32_t mr_write(int32_t fd, int64_t buffer, int32_t length);

/* Closes a descriptor. It is closed whatever this returns: never call it twice. Returns 0, or MR_EBADF. */
MR_API int32_t mr_close(int32_t fd);

/* ---------------------------------------------------------------- addresses */

/*
 * An address crosses the border with its length: byte 0 is the family, byte 1 the length of the whole address in bytes,
 * these two included; the rest depends on the family. For 4 and 6 (IPv4 and IPv6) the length is MR_IP_ADDRESS_BYTES:
 * bytes 2 and 3 the port (high byte first), bytes 4 to 7 the IPv6 scope id (high byte first, 0 if none), bytes 8 to 23
 * the address in network order (IPv4 uses the first four, the rest is zero).
 *
 * For 1 (Unix) it is 2 more than that of the name, which follows from byte 2. A name is a path, without a zero at its
 * end; on Linux one that begins with a zero is an abstract name, every byte of which counts. A socket without a name
 * has the length 2.
 *
 * An address passed in is read as far as its length says; a length that does not fit its family gives MR_EINVAL, and an
 * unknown family MR_EAFNOSUPPORT. A name is never cut: one that is longer than the kernel's addresses (108 bytes on
 * Linux, 104 on macOS) is MR_ENAMETOOLONG, and no name, or a zero in a path, is MR_EINVAL. An address passed out fills
 * MR_ADDRESS_BYTES, which has room for any, paths of Unix sockets included: everything after its length is zero.
 */
#define MR_ADDRESS_BYTES 128
#define MR_IP_ADDRESS_BYTES 24

/* ---------------------------------------------------------------- sockets */

/* Options, with the unit of their value. A flag is 0 or 1. */
enum mr_option {
    MR_NO_DELAY = 1,        /* TCP_NODELAY, flag */
    MR_REUSE_ADDRESS = 2,   /* SO_REUSEADDR, flag */
    MR_REUSE_PORT = 3,      /* SO_REUSEPORT, flag */
    MR_SEND_BUFFER = 4,     /* SO_SNDBUF, bytes (Linux doubles the request) */
    MR_RECEIVE_BUFFER = 5,  /* SO_RCVBUF, bytes (Linux doubles the request) */
    MR_LINGER = 6,          /* SO_LINGER, seconds for which close may block, or MR_LINGER_OFF; 0: close sends RST */
    MR_KEEP_ALIVE = 7,      /* SO_KEEPALIVE, flag */
    MR_V6_ONLY = 8,         /* IPV6_V6ONLY, flag; before bind */
    MR_BROADCAST = 9,       /* SO_BROADCAST, flag */
    MR_TTL = 10,            /* IP_TTL or IPV6_UNICAST_HOPS, 1 to 255 hops */
    MR_MULTICAST_TTL = 11,  /* IP_MULTICAST_TTL or IPV6_MULTICAST_HOPS, 0 to 255 hops */
    MR_MULTICAST_LOOP = 12, /* IP_MULTICAST_LOOP or IPV6_MULTICAST_LOOP, flag: members on this machine receive too */
    MR_MULTICAST_INTERFACE = 13 /* IP_MULTICAST_IF or IPV6_MULTICAST_IF, index of an interface; 0: the system chooses.
                                   For IPv4 it can only be set: reading it gives MR_ENOPROTOOPT */
};

#define MR_LINGER_OFF INT32_MAX

/* The kinds of socket. */
enum mr_kind {
    MR_STREAM = 1,   /* TCP, or Unix */
    MR_DATAGRAM = 2  /* UDP */
};

/*
 * Opens a socket; family is 1, 4 or 6, kind one of enum mr_kind, and for family 1 MR_STREAM. Returns its descriptor, or
 * MR_EMFILE, MR_ENFILE, MR_EAFNOSUPPORT, MR_EINVAL (no such kind), ...
 */
MR_API int32_t mr_socket_open(int32_t family, int32_t kind);

/*
 * bind(2). A path must not exist: it is made, and stays when the socket is closed. Returns 0, or MR_EADDRINUSE,
 * MR_EADDRNOTAVAIL, MR_EACCES, MR_EINVAL (bound already), MR_ENAMETOOLONG, MR_ENOENT or MR_ENOTDIR (no directory for
 * the path), ...
 */
MR_API int32_t mr_socket_bind(int32_t fd, int64_t address);

/* listen(2). Returns 0, or MR_EADDRINUSE, MR_EINVAL, ... */
MR_API int32_t mr_socket_listen(int32_t fd, int32_t backlog);

/*
 * Accepts one connection and writes the peer's address. Returns the new descriptor, non-blocking and close-on-exec, or
 * MR_EAGAIN (none is waiting), MR_ECONNABORTED (it is gone already: try again), MR_EMFILE, ...
 */
MR_API int32_t mr_socket_accept(int32_t fd, int64_t address);

/*
 * Starts to connect. Returns 0 (connected), MR_EINPROGRESS (the end is reported as MR_WRITABLE), or an error that ended
 * the attempt. A Unix socket connects at once: MR_ENOENT (no such path), MR_ECONNREFUSED (nobody listens there, or, on
 * Linux, it is no socket), MR_ENOTSOCK (the same on macOS), MR_EAGAIN (on Linux, the backlog is full: nothing will
 * report that it has room again). Register the descriptor after this call: epoll reports a socket that never connected
 * as hung up.
 */
MR_API int32_t mr_socket_connect(int32_t fd, int64_t address);

/*
 * Asks how a connect ended, after a report of MR_WRITABLE or MR_ERROR: 0 (connected), MR_EINPROGRESS (not ended: the
 * report was spurious), or the error. It clears SO_ERROR, so an error is returned once. Then it asks for the peer's
 * name, because writable does not mean connected. Some kernels give the error only in the report, so look there too.
 */
MR_API int32_t mr_socket_finish_connect(int32_t fd);

/* Ends our direction: sends FIN after everything written. Returns 0, or MR_ENOTCONN, ... */
MR_API int32_t mr_socket_shutdown_output(int32_t fd);

/* Writes the local address. Returns 0, or an error. */
MR_API int32_t mr_socket_local_address(int32_t fd, int64_t address);

/* Writes the peer's address. Returns 0, or MR_ENOTCONN, ... */
MR_API int32_t mr_socket_remote_address(int32_t fd, int64_t address);

/* Sets an option of enum mr_option. Returns 0, or MR_EINVAL, MR_ENOPROTOOPT, ... */
MR_API int32_t mr_socket_set_option(int32_t fd, int32_t option, int32_t value);

/* Reads an option. Returns its value >= 0, or an error. */
MR_API int32_t mr_socket_get_option(int32_t fd, int32_t option);

/* ---------------------------------------------------------------- paths */

/* How many bytes tell a file from every other one of this machine that exists at the same time. */
#define MR_FILE_BYTES 16

/*
 * Writes MR_FILE_BYTES that say which file is at the path of a Unix address; links are not followed. The number of a
 * file is not given to another one as long as a socket that is bound to it is open. Returns 0, or MR_ENOENT (there is
 * none), MR_EINVAL (the address is no path), MR_EACCES, ...
 */
MR_API int32_t mr_socket_path_file(int64_t address, int64_t file);

/*
 * Removes the path of a Unix address if that file is still there. Returns 0, or MR_ENOENT (there is none, or another
 * one), MR_EINVAL (the address is no path), MR_EACCES, ...
 */
MR_API int32_t mr_socket_remove_path(int64_t address, int64_t file);

/* ---------------------------------------------------------------- datagrams */

/* Added to the result of mr_socket_receive_from if the datagram was longer than the buffer. */
#define MR_TRUNCATED 0x40000000

/*
 * Sends one datagram, whole or not at all, to the address, or to the peer of a connected socket if address is 0. With
 * an address, a connected socket is MR_EISCONN on macOS, and Linux sends; so do not. A socket without a local address
 * gets one. Returns length, or MR_EAGAIN, MR_EMSGSIZE (longer than the protocol allows), MR_EDESTADDRREQ (neither
 * address nor peer), MR_ECONNREFUSED (connected, and an earlier datagram was refused: this one is not sent),
 * MR_ENOBUFS, MR_EACCES (a broadcast without MR_BROADCAST), MR_EINVAL (length < 0), ...
 */
MR_API int32_t mr_socket_send_to(int32_t fd, int64_t buffer, int32_t length, int64_t address);

/*
 * Receives one datagram and writes the sender's address, unless address is 0. Returns how many bytes are in the buffer
 * (0: the datagram was empty), with MR_TRUNCATED added if there were more, which are lost; or MR_EAGAIN,
 * MR_ECONNREFUSED (connected, and a datagram was refused; told once), MR_EINVAL (length < 0), ...
 */
MR_API int32_t mr_socket_receive_from(int32_t fd, int64_t buffer, int32_t length, int64_t address);

/*
 * Dissolves the connection of a datagram socket, which keeps its local port. On Linux a port that the kernel chose is
 * given back and taken again: what arrives between the two is lost. Returns 0, or an error.
 */
MR_API int32_t mr_socket_disconnect(int32_t fd);

/*
 * Joins a multicast group on the interface with that index (0: the system chooses one); only for what source sends,
 * unless source is 0. The ports of the addresses do not count. Returns 0, or MR_EADDRINUSE (joined already), MR_ENODEV
 * (no such interface), MR_EINVAL (no multicast address), MR_EADDRNOTAVAIL, MR_ENOBUFS, ...
 */
MR_API int32_t mr_socket_join(int32_t fd, int64_t group, int32_t interface, int64_t source);

/* Leaves what was joined with the same arguments. Returns 0, or MR_EADDRNOTAVAIL or MR_EINVAL (not joined), ... */
MR_API int32_t mr_socket_leave(int32_t fd, int64_t group, int32_t interface, int64_t source);

/* ---------------------------------------------------------------- binding */

/*
 * Registers JNI entries for the native methods of dev.millrace.sys.NativeCalls, each of which is one of the functions
 * above. env is the JNIEnv of the calling thread, and the caller is a method of that class. Returns 0, or a negative
 * JNI error if the class lacks a method (an exception is then pending).
 */
MR_API int32_t mr_bind_entries(void *env);

/*
 * Registers the native methods of dev.millrace.sys.HiddenVirtualThreads, which make virtual threads on the caller's own
 * scheduler: the JDK has no public constructor for that yet. env as above, and the caller is a method of a class with
 * the same loader. Returns 0, or a negative JNI error if this JDK has no such constructor.
 */
MR_API int32_t mr_bind_virtual_threads(void *env);

#ifdef __cplusplus
}
#endif

#endif
