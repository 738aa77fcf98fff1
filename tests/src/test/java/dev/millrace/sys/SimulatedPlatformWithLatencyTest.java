package dev.millrace.sys;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.Host;
import dev.millrace.testkit.World;
import dev.millrace.testkit.contract.Bench;
import dev.millrace.testkit.contract.PlatformContract;
import dev.millrace.testkit.network.Link;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The platform in memory keeps the contract when what is sent takes a millisecond to arrive. */
class SimulatedPlatformWithLatencyTest extends PlatformContract {
    private static final long MOMENT_NANOS = 100_000;

    private final World world = new World();
    private final Host host = world.host();
    /** Waits in place of the host under test, whose reports stay where they are. */
    private final Poller elsewhere = world.host().platform().poller();

    @Override
    protected Platform open() {
        world.link(host, host, Link.DIRECT.withLatency(Duration.ofMillis(1)));
        return host.platform();
    }

    @Override
    protected void pause() {
        elsewhere.poll(new ReadyBatch(1), MOMENT_NANOS);
    }

    @Test
    void aBenchThatDoesNotMoveTheClockSaysSoAndDoesNotHang() {
        Bench still = new Bench(bench().platform());
        AssertionError failure = assertThrows(AssertionError.class, still::pair);
        assertTrue(failure.getMessage().contains("the clock stands still"), failure.getMessage());
    }
}
