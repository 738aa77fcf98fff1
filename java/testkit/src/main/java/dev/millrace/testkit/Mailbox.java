package dev.millrace.testkit;

import dev.millrace.sys.Errno;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a datagram socket has: datagrams that wait to be received, a pending error, and the groups that it is in. */
final class Mailbox {
    /** What a kernel needs for a datagram beside its bytes, so that many empty ones fill a mailbox too. */
    private static final int OVERHEAD = 256;

    private final Map<SocketOption, Integer> options;
    private final int defaultBuffer;
    private final Runnable onChange;
    private final ArrayDeque<Letter> letters = new ArrayDeque<>();
    private final Set<Membership> groups = new HashSet<>();
    private int held;
    private int pendingError;
    /** What it was bound to before it was connected. */
    byte[] bound = {};

    private record Letter(byte[] bytes, byte[] from) {
    }

    /** The addresses without their ports; an empty source is everybody. */
    private record Membership(List<Byte> group, int networkInterface, List<Byte> source) {
    }

    Mailbox(Map<SocketOption, Integer> options, int defaultBuffer, Runnable onChange) {
        this.options = options;
        this.defaultBuffer = defaultBuffer;
        this.onChange = onChange;
    }

    /** Takes a datagram, or drops it if it has no room. */
    void arrive(byte[] bytes, byte[] from) {
        int size = bytes.length + OVERHEAD;
        if (letters.isEmpty() || held + size <= capacity()) {
            held += size;
            letters.add(new Letter(bytes, from));
            onChange.run();
        }
    }

    /** A datagram that was sent from here has come to nobody. */
    void refused() {
        pendingError = Errno.ECONNREFUSED;
        onChange.run();
    }

    int takeError() {
        int error = pendingError;
        pendingError = 0;
        return error;
    }

    /** Receives the oldest datagram, as {@link Sockets#receiveFrom} does. */
    int receive(byte[] into, int offset, int length, byte[] from) {
        int error = takeError();
        if (error != 0) {
            return error;
        }
        Letter letter = letters.poll();
        if (letter == null) {
            return Errno.EAGAIN;
        }
        held -= letter.bytes.length + OVERHEAD;
        int count = Math.min(length, letter.bytes.length);
        System.arraycopy(letter.bytes, 0, into, offset, count);
        Arrays.fill(from, (byte) 0);
        System.arraycopy(letter.from, 0, from, 0, Math.min(from.length, letter.from.length));
        return count + (count < letter.bytes.length ? Sockets.TRUNCATED : 0);
    }

    /** Returns what a poller would report now. */
    int ready() {
        int ready = ReadyBatch.WRITABLE;
        if (!letters.isEmpty() || pendingError != 0) {
            ready |= ReadyBatch.READABLE;
        }
        return pendingError == 0 ? ready : ready | ReadyBatch.ERROR;
    }

    /** Joins a group. Returns false if it is in it already. */
    boolean join(byte[] group, int networkInterface, byte[] source) {
        return groups.add(new Membership(ip(group), networkInterface, ip(source)));
    }

    /** Leaves a group. Returns false if it is not in it. */
    boolean leave(byte[] group, int networkInterface, byte[] source) {
        return groups.remove(new Membership(ip(group), networkInterface, ip(source)));
    }

    /** Returns whether it takes what a sender sends to a group. */
    boolean isMember(byte[] group, byte[] from) {
        List<Byte> wanted = ip(group);
        List<Byte> sender = ip(from);
        return groups.stream().anyMatch(each ->
                each.group.equals(wanted) && (each.source.isEmpty() || each.source.equals(sender)));
    }

    private static List<Byte> ip(byte[] address) {
        Byte[] ip = new Byte[address.length == 0 ? 0 : 16];
        Arrays.setAll(ip, i -> address[8 + i]);
        return List.of(ip);
    }

    private int capacity() {
        return options.getOrDefault(SocketOption.RECEIVE_BUFFER, defaultBuffer);
    }
}
