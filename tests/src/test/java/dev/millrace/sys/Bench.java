package dev.millrace.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** A platform on the bench: opens sockets, waits for what must come, and closes all of it. */
final class Bench implements AutoCloseable {
    /** How long something that must come may take. */
    static final long PATIENCE = Duration.ofSeconds(10).toNanos();
    /** How long nothing must come for it to be taken for granted that nothing will. */
    static final long QUIET = Duration.ofMillis(30).toNanos();

    final Platform platform;
    final Poller poller;
    final Descriptors descriptors;
    final Sockets sockets;
    final ReadyBatch batch = new ReadyBatch(64);
    private final List<Integer> opened = new ArrayList<>();

    Bench(Platform platform) {
        this.platform = platform;
        this.poller = platform.poller();
        this.descriptors = platform.descriptors();
        this.sockets = platform.sockets();
    }

    /** Two ends of one connection. */
    record Pair(int client, int server) {
    }

    int open(int family) {
        return keep(sockets.open(family, Sockets.Kind.STREAM));
    }

    int keep(int fd) {
        assertTrue(fd >= 0, () -> Errno.name(fd));
        opened.add(fd);
        return fd;
    }

    int listener(byte[] address) {
        int listener = open(address[0]);
        assertEquals(0, sockets.bind(listener, address));
        assertEquals(0, sockets.listen(listener, 128));
        return listener;
    }

    int listener() {
        return listener(loopback(0));
    }

    int connect(int listener) {
        byte[] address = localAddress(listener);
        int client = open(address[0]);
        int result = sockets.connect(client, address);
        assertTrue(result == 0 || result == Errno.EINPROGRESS, () -> Errno.name(result));
        return client;
    }

    int accept(int listener) {
        byte[] peer = new byte[Sockets.ADDRESS_BYTES];
        return keep(retry(() -> sockets.accept(listener, peer)));
    }

    Pair pair(int listener) {
        int client = connect(listener);
        return new Pair(client, accept(listener));
    }

    Pair pair() {
        int listener = listener();
        Pair pair = pair(listener);
        close(listener);
        return pair;
    }

    void close(int fd) {
        opened.remove((Integer) fd);
        assertEquals(0, descriptors.close(fd));
    }

    /** Makes a call until it has an answer: the network, even that of one machine, may take a moment. */
    int retry(IntSupplier call) {
        long start = platform.clock().nanoTime();
        int result = call.getAsInt();
        while (result == Errno.EAGAIN && platform.clock().nanoTime() - start < PATIENCE) {
            Thread.onSpinWait();
            result = call.getAsInt();
        }
        return result;
    }

    void write(int fd, String text) {
        byte[] bytes = text.getBytes();
        assertEquals(bytes.length, descriptors.write(fd, bytes, 0, bytes.length));
    }

    /** Reads once, when there is something. */
    String read(int fd) {
        byte[] bytes = new byte[100];
        int count = retry(() -> descriptors.read(fd, bytes, 0, bytes.length));
        return count < 0 ? Errno.name(count) : new String(bytes, 0, count);
    }

    byte[] localAddress(int fd) {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        assertEquals(0, sockets.localAddress(fd, address));
        return address;
    }

    /** Fills a connection until it takes no more. */
    int fill(int fd) {
        byte[] block = new byte[Descriptors.MOST_BYTES];
        int total = 0;
        for (int count; (count = descriptors.write(fd, block, 0, block.length)) >= 0;) {
            total += count;
        }
        return total;
    }

    int poll(long timeoutNanos) {
        return poller.poll(batch, timeoutNanos);
    }

    /** Polls until the reports of a key together hold all the bits, and returns what they hold. */
    int await(long key, int bits) {
        int seen = 0;
        for (int polls = 0; (seen & bits) != bits; polls++) {
            assertTrue(polls < 100 && poll(PATIENCE) > 0, () -> "no report with " + bits + " of key " + key);
            for (int i = 0; i < batch.size(); i++) {
                seen |= batch.key(i) == key ? batch.ready(i) : 0;
            }
        }
        return seen;
    }

    /** Polls until nothing more comes, and returns by key how often the bits were reported. */
    Map<Long, Integer> settle(int bits) {
        Map<Long, Integer> counts = new TreeMap<>();
        while (poll(QUIET) > 0) {
            for (int i = 0; i < batch.size(); i++) {
                if ((batch.ready(i) & bits) != 0 || bits == 0) {
                    counts.merge(batch.key(i), 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    /** Polls until nothing more comes, and returns by key how many reports there were. */
    Map<Long, Integer> settle() {
        return settle(0);
    }

    static byte[] loopback(int port) {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        address[0] = 4;
        address[1] = Sockets.IP_ADDRESS_BYTES;
        address[2] = (byte) (port >> 8);
        address[3] = (byte) port;
        address[8] = 127;
        address[11] = 1;
        return address;
    }

    static byte[] loopback6() {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        address[0] = 6;
        address[1] = Sockets.IP_ADDRESS_BYTES;
        address[23] = 1;
        return address;
    }

    @Override
    public void close() {
        opened.forEach(descriptors::close);
        platform.close();
    }
}
