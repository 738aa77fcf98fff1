package dev.millrace.sys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A platform opens whole or not at all, and closes whole whatever its components throw. */
class PlatformTest {
    private final List<String> closed = new ArrayList<>();
    private final Map<String, Throwable> failures = new TreeMap<>();

    /** A component that writes down its close, and may fail in it. */
    private <T> T component(Class<T> type) {
        String name = type.getSimpleName();
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("close") && arguments == null) {
                closed.add(name);
                Throwable failure = failures.get(name);
                if (failure != null) {
                    throw failure;
                }
            }
            return null;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Platform platform() {
        return Platform.empty().withPoller(component(Poller.class)).withDescriptors(component(Descriptors.class))
                .withSockets(component(Sockets.class)).withBlockingPool(component(BlockingPool.class));
    }

    @Test
    void everyComponentIsClosedTheBlockingPoolFirst() {
        platform().close();
        assertEquals(List.of("BlockingPool", "Poller", "Descriptors", "Sockets"), closed);
    }

    @Test
    void whatOneComponentThrowsKeepsNoOtherOpen() {
        IllegalStateException first = new IllegalStateException("first");
        AssertionError second = new AssertionError("second");
        failures.put("BlockingPool", first);
        failures.put("Descriptors", second);
        Platform platform = platform();
        assertSame(first, assertThrows(IllegalStateException.class, platform::close));
        assertArrayEquals(new Throwable[] {second}, first.getSuppressed());
        assertEquals(4, closed.size());
    }

    @Test
    void theSameFailureTwiceIsNotItsOwnSuppressed() {
        AssertionError failure = new AssertionError();
        failures.put("Poller", failure);
        failures.put("Sockets", failure);
        Platform platform = platform();
        assertSame(failure, assertThrows(AssertionError.class, platform::close));
        assertEquals(0, failure.getSuppressed().length);
    }

    @Test
    void aComponentThatCannotBeOpenedHasThoseBeforeItClosed() {
        failures.put("Poller", new IllegalStateException("in its close"));
        SystemException refused = new SystemException(Errno.EMFILE, "open", "");
        List<Supplier<?>> opening = List.of(() -> component(Poller.class), () -> component(Descriptors.class),
                () -> component(Sockets.class), () -> component(BlockingPool.class));
        List<String> names = List.of("Poller", "Descriptors", "Sockets", "BlockingPool");
        for (int failing = 0; failing < opening.size(); failing++) {
            closed.clear();
            List<Supplier<?>> all = new ArrayList<>(opening);
            all.set(failing, () -> {
                throw refused;
            });
            assertSame(refused, assertThrows(SystemException.class, () -> open(all)));
            assertEquals(names.subList(0, failing), closed);
        }
        assertEquals(3, refused.getSuppressed().length, "the poller's close, whenever it was open");
    }

    @SuppressWarnings("unchecked")
    private static Platform open(List<Supplier<?>> components) {
        return Platform.open((Supplier<Poller>) components.get(0), (Supplier<Descriptors>) components.get(1),
                (Supplier<Sockets>) components.get(2), (Supplier<BlockingPool>) components.get(3));
    }

    @Test
    void replacingAComponentLeavesTheOthersAndTheOriginal() {
        Platform platform = platform().withClock(() -> 1);
        Platform other = platform.withClock(() -> 2);
        assertNotSame(platform, other);
        assertEquals(1, platform.clock().nanoTime());
        assertEquals(2, other.clock().nanoTime());
        assertSame(platform.poller(), other.poller());
        assertSame(platform.descriptors(), other.descriptors());
        assertSame(platform.sockets(), other.sockets());
        assertSame(platform.blockingPool(), other.blockingPool());
        assertEquals(List.of(), closed);
    }

    @Test
    void aComponentThatIsMissingIsNamed() {
        Map<String, Runnable> uses = Map.of("poller", () -> Platform.empty().poller(),
                "descriptors", () -> Platform.empty().descriptors(), "sockets", () -> Platform.empty().sockets(),
                "clock", () -> Platform.empty().clock(), "blocking pool", () -> Platform.empty().blockingPool());
        uses.forEach((name, use) -> assertEquals("this platform has no " + name,
                assertThrows(UnsupportedOperationException.class, use::run).getMessage()));
        Platform.empty().close();
    }
}
