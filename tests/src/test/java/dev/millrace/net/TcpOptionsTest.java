package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Options as values, and what a socket gets of them. */
class TcpOptionsTest extends SimulatedLoop {
    private static final TcpOptions DEFAULT = TcpOptions.DEFAULT;
    /** The descriptor that a simulation gives away first. */
    private static final int FIRST_FD = 3;

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of(DEFAULT.withNoDelay(false), Set.of("noDelay")),
                Arguments.of(DEFAULT.withKeepAlive(true), Set.of("keepAlive")),
                Arguments.of(DEFAULT.withReuseAddress(false), Set.of("reuseAddress")),
                Arguments.of(DEFAULT.withReusePort(true), Set.of("reusePort")),
                Arguments.of(DEFAULT.withV6Only(true), Set.of("v6Only")),
                Arguments.of(DEFAULT.withBacklog(1), Set.of("backlog")),
                Arguments.of(DEFAULT.withBuffers(1, 2), Set.of("sendBuffer", "receiveBuffer")),
                Arguments.of(DEFAULT.withLinger(0), Set.of("linger")),
                Arguments.of(DEFAULT.withLocal(Address.any(0)), Set.of("local")));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangedCopyDiffersInItsChangeAlone(TcpOptions changed, Set<String> expected) throws Exception {
        Set<String> different = new TreeSet<>();
        for (Method each : getters()) {
            if (!each.invoke(DEFAULT).equals(each.invoke(changed))) {
                different.add(each.getName());
            }
        }
        assertEquals(expected, different);
        assertNotEquals(DEFAULT, changed);
    }

    @Test
    void copiesKeepWhatWasChangedBefore() {
        TcpOptions all = DEFAULT.withLocal(Address.any(1)).withLinger(2).withBuffers(3, 4).withBacklog(5)
                .withV6Only(true).withReusePort(true).withReuseAddress(false).withKeepAlive(true).withNoDelay(false);
        assertEquals("TcpOptions{backlog=5, keepAlive=true, linger=2, local=Optional[0.0.0.0:1], noDelay=false, "
                + "receiveBuffer=4, reuseAddress=false, reusePort=true, sendBuffer=3, v6Only=true}", all.toString());
    }

    @Test
    void optionsAreEqualByValue() {
        TcpOptions other = DEFAULT.withNoDelay(false).withNoDelay(true);
        assertEquals(DEFAULT, other);
        assertEquals(DEFAULT.hashCode(), other.hashCode());
    }

    private static List<Method> getters() {
        return Arrays.stream(TcpOptions.class.getDeclaredMethods())
                .filter(each -> Modifier.isPublic(each.getModifiers()) && each.getParameterCount() == 0)
                .filter(each -> !Set.of("toString", "hashCode").contains(each.getName()))
                .toList();
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> DEFAULT.withBacklog(0));
        assertThrows(IllegalArgumentException.class, () -> DEFAULT.withBuffers(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> DEFAULT.withBuffers(0, -1));
        assertThrows(IllegalArgumentException.class, () -> DEFAULT.withLinger(-1));
    }

    @Test
    @Tag("case-181")
    void aConnectionIsWithoutDelayByDefault() {
        assertEquals(List.of(1, 0), connected(DEFAULT, SocketOption.NO_DELAY, SocketOption.KEEP_ALIVE));
    }

    @Test
    void aConnectionGetsWhatConcernsIt() {
        TcpOptions options = DEFAULT.withNoDelay(false).withKeepAlive(true).withLinger(7).withBuffers(1000, 2000)
                .withReusePort(true);
        assertEquals(List.of(0, 1, 7, 1000, 2000, 0), connected(options,
                SocketOption.NO_DELAY, SocketOption.KEEP_ALIVE, SocketOption.LINGER, SocketOption.SEND_BUFFER,
                SocketOption.RECEIVE_BUFFER, SocketOption.REUSE_PORT));
    }

    @Test
    void aListenerGetsWhatConcernsIt() {
        TcpOptions options = DEFAULT.withReusePort(true).withV6Only(true).withKeepAlive(true);
        TcpListener.bind(loop, Address.parse("[::1]:0"), options);
        assertEquals(List.of(1, 1, 1, 0), Stream.of(SocketOption.REUSE_ADDRESS, SocketOption.REUSE_PORT,
                SocketOption.V6_ONLY, SocketOption.KEEP_ALIVE)
                .map(each -> simulation.sockets().getOption(FIRST_FD, each)).toList());
    }

    @Test
    void aSocketThatRefusesAnOptionIsClosed() {
        simulation.sockets().fail(Call.OPTION, Errno.ENOPROTOOPT);
        Throwable refused = TcpStream.connect(loop, Address.loopback(80)).failure().orElseThrow();
        assertEquals("setsockopt NO_DELAY to 1 on fd 3: ENOPROTOOPT (no such option)", refused.getMessage());
        assertEquals(0, simulation.sockets().openCount());
    }

    @Test
    void aSocketThatCannotBeOpenedNamesTheAddress() {
        simulation.sockets().fail(Call.OPEN, Errno.EMFILE);
        SystemException refused =
                assertThrows(SystemException.class, () -> TcpListener.bind(loop, Address.loopback(80)));
        assertEquals(Errno.EMFILE, refused.errno());
        assertEquals("socket", refused.call());
        assertTrue(refused.getMessage().startsWith("socket for 127.0.0.1:80: EMFILE ("), refused.getMessage());
    }

    private List<Integer> connected(TcpOptions options, SocketOption... asked) {
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        Future<TcpStream> stream = TcpStream.connect(loop, listener.localAddress(), options);
        simulation.runUntilIdle();
        return Arrays.stream(asked).map(stream.value()::option).toList();
    }
}
