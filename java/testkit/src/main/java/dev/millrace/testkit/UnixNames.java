package dev.millrace.testkit;

import dev.millrace.sys.Errno;
import dev.millrace.sys.Sockets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The names of one host's Unix sockets. A path stays when its socket is closed, an abstract name goes with it. There
 * are no directories: every path is possible.
 */
final class UnixNames {
    /** By the bytes of the address. */
    private final Map<String, Entry> entries = new HashMap<>();
    private long made;

    /** What is at a name: the number of the file, and the socket that is bound to it. */
    private record Entry(long number, Endpoint socket) {
    }

    /** Binds a socket to a name that nobody has. Returns 0 or EADDRINUSE. */
    int bind(Endpoint socket, byte[] address) {
        if (entries.putIfAbsent(key(address), new Entry(made, socket)) != null) {
            return Errno.EADDRINUSE;
        }
        made++;
        socket.local = Endpoint.copy(address);
        return 0;
    }

    /** Returns how a connect to a name fails, or 0 if its socket has room for one more. */
    int connectFailure(byte[] address) {
        Entry entry = entries.get(key(address));
        if (entry == null) {
            return UnixName.isAbstract(address) ? Errno.ECONNREFUSED : Errno.ENOENT;
        }
        Listener listener = entry.socket.listener;
        return listener == null || listener.isClosed() ? Errno.ECONNREFUSED : listener.hasPlace() ? 0 : Errno.EAGAIN;
    }

    /** Returns who listens at a name. */
    Listener listener(byte[] address) {
        return entries.get(key(address)).socket.listener;
    }

    /** A socket is closed: an abstract name of its own is free again. */
    void close(Endpoint socket) {
        if (socket.local != null && UnixName.isAbstract(socket.local)) {
            entries.computeIfPresent(key(socket.local), (key, entry) -> entry.socket == socket ? null : entry);
        }
    }

    /** Says which file is at a path, as {@link Sockets#pathFile} does. */
    int file(byte[] address, byte[] file) {
        int failure = pathFailure(address);
        if (failure == 0) {
            System.arraycopy(bytes(entries.get(key(address))), 0, file, 0, Sockets.FILE_BYTES);
        }
        return failure;
    }

    /** Removes a path, as {@link Sockets#removePath} does. */
    int remove(byte[] address, byte[] file) {
        int failure = pathFailure(address);
        if (failure != 0) {
            return failure;
        }
        boolean same = Arrays.equals(bytes(entries.get(key(address))), Arrays.copyOf(file, Sockets.FILE_BYTES));
        if (same) {
            entries.remove(key(address));
        }
        return same ? 0 : Errno.ENOENT;
    }

    private int pathFailure(byte[] address) {
        int failure = Endpoint.failureOf(address);
        if (failure != 0) {
            return failure;
        }
        return address[0] != UnixName.FAMILY || UnixName.isAbstract(address) ? Errno.EINVAL
                : entries.containsKey(key(address)) ? 0 : Errno.ENOENT;
    }

    private static byte[] bytes(Entry entry) {
        byte[] bytes = new byte[Sockets.FILE_BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (entry.number >>> 8 * i);
        }
        return bytes;
    }

    private static String key(byte[] address) {
        return HexFormat.of().formatHex(address, 0, Byte.toUnsignedInt(address[1]));
    }
}
