package dev.millrace.sys;

/**
 * The error numbers of the native layer: negative, stable, the same on every platform (errno's own are not: EAGAIN is
 * 11 on Linux and 35 on macOS). They mirror {@code enum mr_error} in {@code millrace.h}; an errno without a number of
 * ours comes as {@link #EOTHER} minus errno. They are plain numbers because system calls return them.
 */
public final class Errno {
    /** The call would block. */
    public static final int EAGAIN = -1;
    /** The connect goes on in the background. */
    public static final int EINPROGRESS = -2;
    /** Not an open descriptor. */
    public static final int EBADF = -3;
    /** Invalid argument, or the socket's state does not allow the call. */
    public static final int EINVAL = -4;
    /** Out of memory. */
    public static final int ENOMEM = -5;
    /** This process has too many open descriptors; close some or raise ulimit -n. */
    public static final int EMFILE = -6;
    /** The system has too many open files. */
    public static final int ENFILE = -7;
    /** The kernel has no buffer space left. */
    public static final int ENOBUFS = -8;
    /** Permission denied. */
    public static final int EACCES = -9;
    /** Operation not permitted. */
    public static final int EPERM = -10;
    /** Address already in use. */
    public static final int EADDRINUSE = -11;
    /** The address is not one of this machine's, or no port is free. */
    public static final int EADDRNOTAVAIL = -12;
    /** Address family not supported. */
    public static final int EAFNOSUPPORT = -13;
    /** Connection refused: nobody listens there. */
    public static final int ECONNREFUSED = -14;
    /** Connection reset by the peer. */
    public static final int ECONNRESET = -15;
    /** The connection was aborted before it was accepted. */
    public static final int ECONNABORTED = -16;
    /** Broken pipe: this direction has ended. */
    public static final int EPIPE = -17;
    /** The peer did not answer in time. */
    public static final int ETIMEDOUT = -18;
    /** No route to the host. */
    public static final int EHOSTUNREACH = -19;
    /** The network is unreachable. */
    public static final int ENETUNREACH = -20;
    /** The network is down. */
    public static final int ENETDOWN = -21;
    /** The host is down. */
    public static final int EHOSTDOWN = -22;
    /** Not connected. */
    public static final int ENOTCONN = -23;
    /** Connected already. */
    public static final int EISCONN = -24;
    /** A connect is under way already. */
    public static final int EALREADY = -25;
    /** Registered already. */
    public static final int EEXIST = -26;
    /** Not there, or not registered. */
    public static final int ENOENT = -27;
    /** Not a socket. */
    public static final int ENOTSOCK = -28;
    /** Operation not supported. */
    public static final int EOPNOTSUPP = -29;
    /** Protocol error. */
    public static final int EPROTO = -30;
    /** Message too long. */
    public static final int EMSGSIZE = -31;
    /** Destination address required. */
    public static final int EDESTADDRREQ = -32;
    /** No such option. */
    public static final int ENOPROTOOPT = -33;
    /** Input/output error. */
    public static final int EIO = -34;
    /** Bad address in memory. */
    public static final int EFAULT = -35;
    /** The kernel does not have this call. */
    public static final int ENOSYS = -36;
    /** A limit of the kernel is reached. */
    public static final int ENOSPC = -37;
    /** No such device. */
    public static final int ENODEV = -38;
    /** Name too long. */
    public static final int ENAMETOOLONG = -39;
    /** Too many symbolic links. */
    public static final int ELOOP = -40;
    /** Not a directory. */
    public static final int ENOTDIR = -41;
    /** The machine is not on the network. */
    public static final int ENONET = -42;
    /** Any other error: this number minus errno. */
    public static final int EOTHER = -1000;

    /** Name and text by number: entry {@code n} is that of error {@code -n}. */
    private static final String[][] TABLE = {
        {"OK", "no error"},
        {"EAGAIN", "the call would block"},
        {"EINPROGRESS", "the connect goes on in the background"},
        {"EBADF", "not an open descriptor"},
        {"EINVAL", "invalid argument, or the socket's state does not allow the call"},
        {"ENOMEM", "out of memory"},
        {"EMFILE", "this process has too many open descriptors; close some or raise ulimit -n"},
        {"ENFILE", "the system has too many open files"},
        {"ENOBUFS", "the kernel has no buffer space left"},
        {"EACCES", "permission denied"},
        {"EPERM", "operation not permitted"},
        {"EADDRINUSE", "address already in use"},
        {"EADDRNOTAVAIL", "the address is not one of this machine's, or no port is free"},
        {"EAFNOSUPPORT", "address family not supported"},
        {"ECONNREFUSED", "connection refused: nobody listens there"},
        {"ECONNRESET", "connection reset by the peer"},
        {"ECONNABORTED", "the connection was aborted before it was accepted"},
        {"EPIPE", "broken pipe: this direction has ended"},
        {"ETIMEDOUT", "the peer did not answer in time"},
        {"EHOSTUNREACH", "no route to the host"},
        {"ENETUNREACH", "the network is unreachable"},
        {"ENETDOWN", "the network is down"},
        {"EHOSTDOWN", "the host is down"},
        {"ENOTCONN", "not connected"},
        {"EISCONN", "connected already"},
        {"EALREADY", "a connect is under way already"},
        {"EEXIST", "registered already"},
        {"ENOENT", "not there, or not registered"},
        {"ENOTSOCK", "not a socket"},
        {"EOPNOTSUPP", "operation not supported"},
        {"EPROTO", "protocol error"},
        {"EMSGSIZE", "message too long"},
        {"EDESTADDRREQ", "destination address required"},
        {"ENOPROTOOPT", "no such option"},
        {"EIO", "input/output error"},
        {"EFAULT", "bad address in memory"},
        {"ENOSYS", "the kernel does not have this call"},
        {"ENOSPC", "a limit of the kernel is reached"},
        {"ENODEV", "no such device"},
        {"ENAMETOOLONG", "name too long"},
        {"ELOOP", "too many symbolic links"},
        {"ENOTDIR", "not a directory"},
        {"ENONET", "the machine is not on the network"},
    };

    private Errno() {
    }

    /**
     * Returns the name of a negative error number, such as {@code EADDRINUSE}; {@code errno 95} for one without a name.
     */
    public static String name(int error) {
        return known(error) ? TABLE[-error][0] : "errno " + (EOTHER - error);
    }

    /** Returns in words what a negative error number means. */
    public static String text(int error) {
        return known(error) ? TABLE[-error][1] : "see errno(3)";
    }

    private static boolean known(int error) {
        return error <= 0 && error > -TABLE.length;
    }
}
