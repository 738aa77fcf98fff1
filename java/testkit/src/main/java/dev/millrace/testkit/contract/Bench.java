package dev.millrace.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Platform;
import dev.millrace.sys.Poller;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.Sockets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/**
 * A platform on the bench: opens sockets, waits for what must come, and closes all of it. A call that the platform
 * refuses though it should not is an {@link AssertionError} with the name of the error. For one thread.
 */
public final class Bench implements AutoCloseable {
    /** How long something that must come may take: 10 s, in nanoseconds. */
    public static final long PATIENCE_NANOS = 10_000_000_000L;
    /** How long nothing must come for it to be taken for granted that nothing will: 30 ms, in nanoseconds. */
    public static final long QUIET_NANOS = 30_000_000;

    /** After so many tries a clock that still shows the same instant is one that does not go on by itself. */
    private static final int MOST_TRIES_AT_ONE_INSTANT = 1_000_000;

    private final Platform platform;
    private final Runnable pause;
    private final Poller poller;
    private final Descriptors descriptors;
    private final Sockets sockets;
    private final ReadyBatch batch = new ReadyBatch(64);
    private final List<Integer> opened = new ArrayList<>();

    /** Takes a platform whose clock goes on by itself. It is closed with the bench. */
    public Bench(Platform platform) {
        this(platform, Thread::onSpinWait);
    }

    /**
     * Takes a platform, which is closed with the bench.
     *
     * @param pause lets some time pass on the platform's clock, and polls nothing
     */
    public Bench(Platform platform, Runnable pause) {
        this.platform = platform;
        this.pause = pause;
        this.poller = platform.poller();
        this.descriptors = platform.descriptors();
        this.sockets = platform.sockets();
    }

    /**
     * Two ends of one connection.
     *
     * @param client the descriptor that connected
     * @param server the descriptor that was accepted
     */
    public record Pair(int client, int server) {
    }

    /** Returns the platform. */
    public Platform platform() {
        return platform;
    }

    /** Returns the platform's poller. */
    public Poller poller() {
        return poller;
    }

    /** Returns the platform's descriptors. */
    public Descriptors descriptors() {
        return descriptors;
    }

    /** Returns the platform's sockets. */
    public Sockets sockets() {
        return sockets;
    }

    /** Returns the batch that {@link #poll} fills. */
    public ReadyBatch batch() {
        return batch;
    }

    // ------------------------------------------------------------------ sockets

    /** Opens a stream socket of family 4 or 6, and returns its descriptor. */
    public int open(int family) {
        return keep(sockets.open(family, Sockets.Kind.STREAM));
    }

    /** Takes a descriptor into its care: closes it with the bench. */
    public int keep(int fd) {
        assertTrue(fd >= 0, () -> Errno.name(fd));
        opened.add(fd);
        return fd;
    }

    /** Returns a socket that listens on an address. */
    public int listener(byte[] address) {
        int listener = open(address[0]);
        assertEquals(0, sockets.bind(listener, address));
        assertEquals(0, sockets.listen(listener, 128));
        return listener;
    }

    /** Returns a socket that listens on the IPv4 loopback, at a port of the platform's choice. */
    public int listener() {
        return listener(loopback(0));
    }

    /** Returns a socket that connects to a listener, or is connected. */
    public int connect(int listener) {
        byte[] address = localAddress(listener);
        int client = open(address[0]);
        int result = sockets.connect(client, address);
        assertTrue(result == 0 || result == Errno.EINPROGRESS, () -> Errno.name(result));
        return client;
    }

    /** Waits until a socket that connects is connected. */
    public void finishConnect(int client) {
        assertEquals(0, retry(() -> {
            int result = sockets.finishConnect(client);
            return result == Errno.EINPROGRESS ? Errno.EAGAIN : result;
        }));
    }

    /** Waits for a connection and accepts it. */
    public int accept(int listener) {
        byte[] peer = new byte[Sockets.ADDRESS_BYTES];
        return keep(retry(() -> sockets.accept(listener, peer)));
    }

    /** Connects to a listener that nobody else uses, and accepts. */
    public Pair pair(int listener) {
        int client = connect(listener);
        return new Pair(client, accept(listener));
    }

    /** Connects two sockets over the IPv4 loopback. */
    public Pair pair() {
        int listener = listener();
        Pair pair = pair(listener);
        close(listener);
        return pair;
    }

    /** Closes a descriptor. */
    public void close(int fd) {
        opened.remove((Integer) fd);
        assertEquals(0, descriptors.close(fd));
    }

    /** Returns the address of a socket. */
    public byte[] localAddress(int fd) {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        assertEquals(0, sockets.localAddress(fd, address));
        return address;
    }

    /** Returns 127.0.0.1 with a port, as {@link Sockets} takes addresses. */
    public static byte[] loopback(int port) {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        address[0] = 4;
        address[1] = Sockets.IP_ADDRESS_BYTES;
        address[2] = (byte) (port >> 8);
        address[3] = (byte) port;
        address[8] = 127;
        address[11] = 1;
        return address;
    }

    /** Returns ::1 with port 0, as {@link Sockets} takes addresses. */
    public static byte[] loopback6() {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        address[0] = 6;
        address[1] = Sockets.IP_ADDRESS_BYTES;
        address[23] = 1;
        return address;
    }

    // ------------------------------------------------------------------ data

    /**
     * Makes a call again while it is {@link Errno#EAGAIN}, for {@link #PATIENCE_NANOS} at most, and returns its answer:
     * the network, even that of one machine, may take a moment. It pauses between two calls, and does not poll: reports
     * are left to whoever waits for them.
     */
    public int retry(IntSupplier call) {
        long start = platform.clock().nanoTime();
        int result = call.getAsInt();
        int tries = 0;
        while (result == Errno.EAGAIN && platform.clock().nanoTime() - start < PATIENCE_NANOS) {
            pause.run();
            if (++tries == MOST_TRIES_AT_ONE_INSTANT && platform.clock().nanoTime() == start) {
                fail("the clock stands still: PlatformContract.pause() has to move it");
            }
            result = call.getAsInt();
        }
        return result;
    }

    /** Writes a text of ASCII, all of it at once. */
    public void write(int fd, String text) {
        byte[] bytes = text.getBytes();
        assertEquals(bytes.length, descriptors.write(fd, bytes, 0, bytes.length));
    }

    /**
     * Waits for data and reads once, up to 100 bytes.
     *
     * @return the text, empty at the end; or the name of the error
     */
    public String read(int fd) {
        byte[] bytes = new byte[100];
        int count = retry(() -> descriptors.read(fd, bytes, 0, bytes.length));
        return count < 0 ? Errno.name(count) : new String(bytes, 0, count);
    }

    /** Fills a connection until it takes no more, and returns how many bytes that took. */
    public int fill(int fd) {
        byte[] block = new byte[Descriptors.MOST_BYTES];
        int total = 0;
        for (int count; (count = descriptors.write(fd, block, 0, block.length)) >= 0;) {
            total += count;
        }
        return total;
    }

    // ------------------------------------------------------------------ reports

    /** Polls once, for {@code timeoutNanos} at most, and returns how many reports are in the {@link #batch}. */
    public int poll(long timeoutNanos) {
        return poller.poll(batch, timeoutNanos);
    }

    /** Polls until the reports of a key together hold all the bits, and returns what they hold. */
    public int await(long key, int bits) {
        int seen = 0;
        for (int polls = 0; (seen & bits) != bits; polls++) {
            assertTrue(polls < 100 && poll(PATIENCE_NANOS) > 0, () -> "no report with " + bits + " of key " + key);
            for (int i = 0; i < batch.size(); i++) {
                seen |= batch.key(i) == key ? batch.ready(i) : 0;
            }
        }
        return seen;
    }

    /**
     * Polls until nothing has come for {@link #QUIET_NANOS}, and returns by key how many reports had one of the bits.
     */
    public Map<Long, Integer> settle(int bits) {
        Map<Long, Integer> counts = new TreeMap<>();
        while (poll(QUIET_NANOS) > 0) {
            for (int i = 0; i < batch.size(); i++) {
                if ((batch.ready(i) & bits) != 0 || bits == 0) {
                    counts.merge(batch.key(i), 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    /** Polls until nothing has come for {@link #QUIET_NANOS}, and returns by key how many reports there were. */
    public Map<Long, Integer> settle() {
        return settle(0);
    }

    /** Closes what is open, and the platform. */
    @Override
    public void close() {
        opened.forEach(descriptors::close);
        platform.close();
    }
}
