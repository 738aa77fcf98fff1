package dev.millrace.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.sys.Platform;
import dev.millrace.sys.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a loop expects of its {@link Platform}, as JUnit tests, for whoever brings one. A subclass says how to open it:
 *
 * <pre>{@code
 * class MyPlatformTest extends PlatformContract {
 *     protected Platform open() {
 *         return MyPlatform.open();
 *     }
 * }
 * }</pre>
 *
 * <p>Each test opens a platform of its own, connects sockets over the loopback, and closes both. Something that must
 * happen has {@link Bench#PATIENCE_NANOS} by the platform's own clock; after {@link Bench#QUIET_NANOS} of silence
 * nothing more is expected. So a poll that would wait longer must let the clock go on, also if the clock is a virtual
 * one; and {@link #pause} moves a virtual clock where a test tries a call again without a poll. All runs on the test's
 * thread: calls from other threads are not checked.
 *
 * <p>A platform without some ability overrides the tests of it without the annotation.
 */
// The module does not require JUnit of everybody.
@SuppressWarnings("exports")
public abstract class PlatformContract
        implements PollerContract, ReadinessContract, SocketsContract, UnixSocketsContract, DatagramsContract,
        DescriptorsContract {
    private Bench bench;

    /** For subclasses. */
    protected PlatformContract() {
    }

    /** Opens a platform that nobody else uses. It needs a poller, descriptors, sockets and a clock. */
    protected abstract Platform open();

    /**
     * Lets some time pass on the platform's clock between two tries of a call, without a poll of this platform. A clock
     * that goes on by itself needs nothing. Whoever simulates a network that takes time has to move its clock here.
     */
    protected void pause() {
        Thread.onSpinWait();
    }

    @Override
    public final Bench bench() {
        return bench;
    }

    /** Opens the platform of the next test. */
    @BeforeEach
    public final void openBench() {
        bench = new Bench(open(), this::pause);
    }

    /** Closes it, and what the test has left open. */
    @AfterEach
    public final void closeBench() {
        if (bench != null) {
            bench.close();
        }
    }

    /** Closing twice is once; afterwards a wakeup does nothing and every other call is an illegal state. */
    @Test
    public void isClosedOnceAndThenRefusesWork() {
        int fd = bench.open(4);
        bench.platform().close();
        bench.platform().close();
        bench.poller().wakeup();
        assertThrows(IllegalStateException.class, () -> bench.poller().register(fd, 1));
        assertThrows(IllegalStateException.class, () -> bench.poller().deregister(fd));
        assertThrows(IllegalStateException.class, () -> bench.poll(0));
        assertThrows(IllegalStateException.class, () -> bench.sockets().open(4, Sockets.Kind.STREAM));
    }
}
