package dev.millrace.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.sys.Errno;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.Sockets;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What {@link Sockets} promise of Unix sockets. A part of {@link PlatformContract}. The paths are in the JDK's
 * directory for temporary files, and each test removes its own.
 */
// The module does not require JUnit of everybody.
@SuppressWarnings("exports")
public interface UnixSocketsContract {
    /** Returns the bench of the test that runs. */
    Bench bench();

    /** A connection to a path carries bytes both ways, and names the listener's end alone. */
    @Test
    default void aPathLeadsToWhoeverListensThere() {
        byte[] path = freshPath();
        int listener = bench().listener(path);
        byte[] peer = new byte[Sockets.ADDRESS_BYTES];
        assertEquals(Errno.EAGAIN, sockets().accept(listener, peer));
        int client = connect(path);
        assertEquals(0, sockets().finishConnect(client));
        Arrays.fill(peer, (byte) 7);
        int server = bench().keep(sockets().accept(listener, peer));
        assertArrayEquals(unnamed(), peer);
        assertArrayEquals(unnamed(), bench().localAddress(client));
        assertArrayEquals(path, bench().localAddress(listener));
        assertArrayEquals(path, bench().localAddress(server));
        assertEquals(0, sockets().remoteAddress(client, peer));
        assertArrayEquals(path, peer);
        bench().write(client, "there");
        bench().write(server, "back");
        assertEquals("there", bench().read(server));
        assertEquals("back", bench().read(client));
        assertEquals(0, sockets().shutdownOutput(client));
        assertEquals("", bench().read(server));
        remove(path);
    }

    /** A client that has a path of its own is named to the server. */
    @Test
    default void aClientMayHaveAPathToo() {
        byte[] path = freshPath();
        byte[] own = freshPath();
        byte[] peer = new byte[Sockets.ADDRESS_BYTES];
        int listener = bench().listener(path);
        int client = bench().open(1);
        assertEquals(0, sockets().bind(client, own));
        assertEquals(0, sockets().connect(client, path));
        bench().keep(sockets().accept(listener, peer));
        assertArrayEquals(own, peer);
        remove(path);
        remove(own);
    }

    /** Each byte of an abstract name counts, zeros as well; it is free as soon as its socket is closed. Linux only. */
    @Test
    default void everyByteOfAnAbstractNameCounts() {
        if (System.getProperty("os.name").startsWith("Mac")) {
            return;
        }
        byte[] whole = address(("\0" + System.nanoTime() + "\0\0").getBytes());
        byte[] shorter = whole.clone();
        shorter[1]--;
        int listener = bench().listener(whole);
        assertArrayEquals(whole, bench().localAddress(listener));
        assertEquals(Errno.ECONNREFUSED, sockets().connect(bench().open(1), shorter));
        assertEquals(Errno.EADDRINUSE, sockets().bind(bench().open(1), whole));
        bench().listener(shorter);
        connect(whole);
        bench().close(listener);
        assertEquals(Errno.ECONNREFUSED, sockets().connect(bench().open(1), whole));
        bench().listener(whole);
    }

    /** A name that is too long is an error, and so are no name at all and a path with a zero in it. */
    @Test
    @Tag("case-194")
    default void noNameIsEverCut() {
        byte[] path = freshPath();
        int fd = bench().open(1);
        byte[] overlong = new byte[255];
        Arrays.fill(overlong, (byte) 'p');
        overlong[0] = 1;
        for (int length : List.of(2 + 109, 128, 255)) {
            overlong[1] = (byte) length;
            assertEquals(Errno.ENAMETOOLONG, sockets().bind(fd, overlong));
            assertEquals(Errno.ENAMETOOLONG, sockets().connect(fd, overlong));
        }
        byte[] zero = path.clone();
        zero[1]++;
        for (byte[] bad : List.of(unnamed(), new byte[] {1, 0}, new byte[] {1}, zero)) {
            assertEquals(Errno.EINVAL, sockets().bind(fd, bad));
            assertEquals(Errno.EINVAL, sockets().connect(fd, bad));
        }
        assertEquals(0, sockets().bind(fd, path));
        remove(path);
        assertEquals(Errno.EINVAL, sockets().open(1, Sockets.Kind.DATAGRAM));
    }

    /** A path stays when its listener is closed: it is in use then for others, and refuses connections. */
    @Test
    default void aPathOutlivesItsListener() {
        byte[] path = freshPath();
        assertEquals(Errno.ENOENT, sockets().connect(bench().open(1), path));
        int listener = bench().listener(path);
        assertEquals(Errno.EADDRINUSE, sockets().bind(bench().open(1), path));
        bench().close(listener);
        assertEquals(Errno.EADDRINUSE, sockets().bind(bench().open(1), path));
        int client = bench().open(1);
        assertEquals(Errno.ECONNREFUSED, sockets().connect(client, path));
        remove(path);
        assertEquals(Errno.ENOENT, sockets().connect(client, path));
        bench().listener(path);
        assertEquals(0, sockets().connect(client, path));
        remove(path);
    }

    /** Only whoever knows the file at a path removes it: another file at the same path stays. */
    @Test
    default void aPathIsRemovedByWhoeverKnowsItsFile() {
        byte[] path = freshPath();
        byte[] first = new byte[Sockets.FILE_BYTES];
        byte[] second = new byte[Sockets.FILE_BYTES];
        assertEquals(Errno.ENOENT, sockets().pathFile(path, first));
        assertEquals(Errno.ENOENT, sockets().removePath(path, first));
        bench().listener(path);
        assertEquals(0, sockets().pathFile(path, first));
        assertEquals(0, sockets().removePath(path, first));
        bench().listener(path);
        assertEquals(0, sockets().pathFile(path, second));
        assertFalse(Arrays.equals(first, second), "the second file is taken for the first");
        assertEquals(Errno.ENOENT, sockets().removePath(path, first));
        connect(path);
        assertEquals(0, sockets().removePath(path, second));
        assertEquals(Errno.EINVAL, sockets().pathFile(Bench.loopback(1), first));
        assertEquals(Errno.EINVAL, sockets().removePath(unnamed(), first));
    }

    /** When one end is closed, a poller reports it, what was sent is read, and a write is EPIPE. */
    @Test
    default void theOtherEndSeesAClose() {
        byte[] path = freshPath();
        int listener = bench().listener(path);
        int client = connect(path);
        int server = bench().accept(listener);
        bench().poller().register(client, 5);
        bench().settle();
        bench().write(server, "last");
        bench().close(server);
        bench().await(5, ReadyBatch.READABLE | ReadyBatch.READ_CLOSED);
        assertEquals(Errno.EPIPE, bench().descriptors().write(client, new byte[1], 0, 1));
        assertEquals("last", bench().read(client));
        assertEquals("", bench().read(client));
        remove(path);
    }

    /** A writer waits when the connection is full, and a poller reports that there is room again. */
    @Test
    default void aFullConnectionIsReportedWhenItHasRoom() {
        byte[] path = freshPath();
        int listener = bench().listener(path);
        int client = connect(path);
        int server = bench().accept(listener);
        bench().poller().register(client, 6);
        int sent = bench().fill(client);
        assertTrue(sent > 0);
        bench().settle();
        byte[] into = new byte[1 << 16];
        int got = 0;
        while (got < sent) {
            got += bench().descriptors().read(server, into, 0, into.length);
        }
        bench().await(6, ReadyBatch.WRITABLE);
        assertEquals(Errno.EAGAIN, bench().descriptors().read(server, into, 0, 1));
        remove(path);
    }

    private int connect(byte[] path) {
        int client = bench().open(1);
        assertEquals(0, sockets().connect(client, path));
        return client;
    }

    private void remove(byte[] path) {
        byte[] file = new byte[Sockets.FILE_BYTES];
        assertEquals(0, sockets().pathFile(path, file));
        assertEquals(0, sockets().removePath(path, file));
    }

    private static byte[] unnamed() {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        address[0] = 1;
        address[1] = 2;
        return address;
    }

    private static byte[] freshPath() {
        return address(new File(System.getProperty("java.io.tmpdir"), "mill" + System.nanoTime()).getPath().getBytes());
    }

    private static byte[] address(byte[] name) {
        byte[] address = unnamed();
        address[1] += (byte) name.length;
        System.arraycopy(name, 0, address, 2, name.length);
        return address;
    }

    private Sockets sockets() {
        return bench().sockets();
    }
}
