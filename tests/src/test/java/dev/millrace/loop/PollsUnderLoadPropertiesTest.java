package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Options;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * Input, output and timers are not starved: between two polls at most one quantum and one step pass, and eight more
 * steps while only one share is in use.
 */
class PollsUnderLoadPropertiesTest {
    private static final Duration QUANTUM = Duration.ofNanos(500_000);

    /** Some steps that are always ready, each of its own length in microseconds, in one share or in several. */
    private static void assertPolls(Duration quantum, List<Integer> lengths, int shares) {
        Gaps gaps = new Gaps();
        Options options = Options.DEFAULT.withObserver(gaps).withQuantum(quantum);
        try (Simulation simulation = new Simulation(options)) {
            gaps.simulation = simulation;
            EventLoop loop = simulation.loop();
            long longest = 0;
            for (int i = 0; i < lengths.size(); i++) {
                Duration length = Duration.ofNanos(1000L * lengths.get(i));
                longest = Math.max(longest, length.toNanos());
                LoopStep step = Named.yielding(loop, Integer.MAX_VALUE, () -> simulation.clock().advance(length));
                if (shares > 1) {
                    loop.core().unready(step);
                    step.share(gaps.share(loop, i % shares));
                    loop.core().makeReady(step);
                }
            }
            for (int turns = 0; turns < 50; turns++) {
                loop.turn(0);
            }
            int steps = shares > 1 ? 1 : 9;
            long bound = QUANTUM.toNanos() + steps * longest;
            long seen = gaps.longest;
            assertTrue(seen <= bound, () -> "no poll for " + seen + " ns, and the bound is " + bound);
        }
    }

    /** Measures the time between polls. */
    private static final class Gaps implements LoopObserver {
        Simulation simulation;
        private final Share[] shares = new Share[4];
        private long since;
        private long longest;

        Share share(EventLoop loop, int number) {
            if (shares[number] == null) {
                shares[number] = loop.share().child("share " + number, 1 + 10 * number);
            }
            return shares[number];
        }

        @Override
        public void stepEnded(Step step) {
            longest = Math.max(longest, simulation.clock().nanoTime() - since);
        }

        @Override
        public void polled(long timeoutNanos, long waitedNanos, int reports) {
            since = simulation.clock().nanoTime();
        }
    }

    @Property(tries = 1000)
    void aPollFollowsAQuantumAndAStep(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 1000) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 4) int shares) {
        assertPolls(QUANTUM, lengths, shares);
    }

    /** The property finds a loop that goes on when its quantum is spent. */
    @Test
    void aLoopThatSkipsPollsUnderLoadIsFound() {
        assertThrows(AssertionError.class,
                () -> assertPolls(Duration.ofDays(1), List.of(400, 400, 400, 400), 2));
        assertThrows(AssertionError.class,
                () -> assertPolls(Duration.ofDays(1), Collections.nCopies(60, 100), 1));
    }
}
