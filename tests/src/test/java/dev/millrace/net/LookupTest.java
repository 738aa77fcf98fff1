package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.fixture.SimulatedLoop;
import dev.millrace.io.ClosedException;
import dev.millrace.task.Future;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are looked up elsewhere, literal addresses not at all. */
class LookupTest extends SimulatedLoop {

    @ParameterizedTest
    @Tag("case-214")
    @CsvSource({
        "127.0.0.1, 127.0.0.1:80",
        "::1, [::1]:80",
        "[::1], [::1]:80",
        "fe80::1%3, [fe80::1%3]:80",
    })
    void aLiteralIsTakenAtOnce(String host, String address) {
        Future<List<IpAddress>> found = Address.lookup(loop, host, 80);
        assertTrue(found.isDone(), "without a step, so without a look-up");
        assertEquals(List.of(Address.parse(address)), found.value());
    }

    @Test
    @Tag("case-214")
    void aNameIsLookedUpElsewhere() {
        Future<List<IpAddress>> found = Address.lookup(loop, "localhost", 80);
        assertFalse(found.isDone());
        simulation.runUntilIdle();
        assertFalse(found.value().isEmpty());
        assertTrue(found.value().stream().allMatch(each -> each.port() == 80));
    }

    @Test
    @Tag("case-214")
    void aNameIsLookedUpOnARealLoop() {
        List<IpAddress> found = Millrace.runCallbacks(real -> Address.lookup(real, "localhost", 80));
        List<IpAddress> loopback = List.of(Address.loopback(80), Address.parse("[::1]:80"));
        assertTrue(loopback.containsAll(found), found::toString);
    }

    @ParameterizedTest
    @Tag("case-214")
    @ValueSource(strings = {"[::1", "1:2:3", "::g"})
    void aBadLiteralFails(String host) {
        Future<List<IpAddress>> found = Address.lookup(loop, host, 80);
        simulation.runUntilIdle();
        assertInstanceOf(UnknownHostException.class, found.failure().orElseThrow());
    }

    @ParameterizedTest
    @Tag("case-214")
    @ValueSource(strings = {"", ".", "1.2.3", "0177.0.0.1", "010.0.0.1", "127.1", "0x7f.0.0.1", "0x7f000001",
        "256.1.1.1", "1.2.3.4.5", "127.0.0.1.", "2130706433"})
    void whatAResolverWouldTakeAsANumberInAnOldFormFailsWithoutALookUp(String host) {
        Future<List<IpAddress>> found = Address.lookup(loop, host, 80);
        assertTrue(found.isDone(), "without a step, so without a look-up");
        assertInstanceOf(UnknownHostException.class, found.failure().orElseThrow());
    }

    @Test
    void onAClosedLoopNothingIsLookedUp() {
        loop.close();
        assertInstanceOf(ClosedException.class, Address.lookup(loop, "localhost", 80).failure().orElseThrow());
    }

    @ParameterizedTest
    @Tag("case-214")
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void aBadPortIsRefusedBeforeAnythingIsLookedUp(String host) {
        assertThrows(IllegalArgumentException.class, () -> Address.lookup(loop, host, 65536));
        assertThrows(IllegalArgumentException.class, () -> Address.lookup(loop, host, -1));
    }

    @Test
    @Tag("case-216")
    void aCancelledLookupTellsNothingAnyMore() {
        Future<List<IpAddress>> found = Address.lookup(loop, "localhost", 80);
        assertTrue(found.cancel());
        simulation.runUntilIdle();
        assertTrue(found.isCancelled());
    }
}
