package dev.millrace.testkit.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import dev.millrace.sched.FairScheduler;
import dev.millrace.sched.FifoScheduler;
import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Share;
import dev.millrace.sys.Platform;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.World;
import dev.millrace.testkit.fairness.TraceEvent.Kind;
import dev.millrace.testkit.fairness.Violation.Guarantee;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A trace of a loop says what the loop did. */
class TraceObserverTest {
    private static final int LIMIT = 10_000;

    private final World world = new World();
    private final Platform platform = world.host().platform();
    private TraceObserver observer;
    private EventLoop loop;

    @AfterEach
    void close() {
        if (loop != null) {
            loop.close();
        }
        world.close();
    }

    private void open(Supplier<? extends Scheduler> scheduler, int limit) {
        observer = new TraceObserver(platform.clock()::nanoTime, limit);
        loop = Millrace.open(platform, Options.DEFAULT.withScheduler(scheduler).withObserver(observer));
    }

    /** A step that takes so long, so many times. */
    private final class Busy extends LoopStep {
        private final String name;
        private final long nanos;
        private int left;

        Busy(String name, Share share, long nanos, int times) {
            this.name = name;
            this.nanos = nanos;
            this.left = times;
            share(share);
            loop.core().makeReady(this);
        }

        @Override
        public void run() {
            if (--left > 0) {
                loop.core().makeReady(this);
            }
            world.clock().advance(Duration.ofNanos(nanos));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Share share(String name, int weight) {
        Share share = new Share(name);
        share.weight(weight);
        return share;
    }

    private void turns(int count) {
        for (int i = 0; i < count; i++) {
            loop.turn(0);
        }
    }

    private Fairness fairness() {
        return Fairness.of(observer.trace());
    }

    @Test
    void aFairLoopKeepsItsGuarantees() {
        open(FairScheduler::new, LIMIT);
        new Busy("h", share("heavy", 3), 1000, 1000);
        new Busy("l", share("light", 1), 2000, 1000);
        turns(200);
        Fairness fairness = fairness();
        assertEquals(List.of(), fairness.violations());
        List<ShareFairness> shares = fairness.shares();
        assertEquals(3.0, (double) shares.get(0).workNanos() / shares.get(1).workNanos(), 0.1);
        assertEquals(1, fairness.jain(), 0.001);
    }

    @Test
    void aLoopOfAnotherKindIsFoundOut() {
        open(FifoScheduler::new, LIMIT);
        new Busy("h", share("heavy", 3), 1000, 100);
        new Busy("l", share("light", 1), 2000, 100);
        turns(50);
        Fairness fairness = fairness();
        assertEquals(1, fairness.violations(Guarantee.PROPORTIONAL_SHARE).size());
        assertEquals(0, fairness.violations(Guarantee.BOUNDED_OVERTAKING).size());
    }

    @Test
    void aStepThatIsTakenBackIsReadyNoLonger() {
        open(FairScheduler::new, LIMIT);
        Busy step = new Busy("s", share("a", 1), 1, 1);
        loop.core().unready(step);
        turns(2);
        assertEquals(List.of(Kind.WEIGHT, Kind.READY, Kind.REMOVED),
                observer.trace().events().stream().map(TraceEvent::kind).toList());
    }

    @Test
    void aShareWithChildrenHasItsOwnStepsBesideThem() {
        open(FairScheduler::new, LIMIT);
        Share parent = share("parent", 2);
        new Busy("before", parent, 10, 1);
        Share child = parent.child("child", 7);
        new Busy("s", child, 10, 1);
        new Busy("after", parent, 10, 1);
        new Busy("twin", parent.child("child", 1), 10, 1);
        turns(5);
        assertEquals(List.of("parent", "parent/own", "parent/child", "parent/child#2"),
                observer.trace().shares().stream().map(TracedShare::toString).toList());
        assertEquals(List.of("before of parent", "s of parent/child", "after of parent/own", "twin of parent/child#2"),
                observer.trace().events().stream().filter(event -> event.kind() == Kind.READY)
                        .map(event -> event.step() + " of " + event.share()).toList());
        assertEquals(40, fairness().shares().get(0).workNanos());
    }

    @Test
    void aNewWeightIsInTheTrace() {
        open(FairScheduler::new, LIMIT);
        Share parent = share("parent", 2);
        Share child = parent.child("child", 7);
        new Busy("one", child, 10, 1);
        parent.weight(9);
        new Busy("two", child, 10, 1);
        assertEquals("[0 ns: parent has weight 2, 0 ns: parent/own has weight 100, 0 ns: parent/child has weight 7, "
                + "0 ns: one of parent/child becomes ready, 0 ns: parent has weight 9, "
                + "0 ns: two of parent/child becomes ready]", observer.trace().events().toString());
    }

    @Test
    void aTraceStopsAtItsLimit() {
        open(FairScheduler::new, 100);
        new Busy("s", share("a", 1), 10, 1000);
        turns(20);
        assertFalse(observer.isFull());
        turns(200);
        assertTrue(observer.isFull());
        assertEquals(100, observer.trace().events().size());
        assertEquals(List.of(), fairness().violations());
    }

    @Test
    void aRealProgramIsTracedAsWell() {
        try (Platform system = Platform.system()) {
            TraceObserver real = new TraceObserver(system.clock()::nanoTime, LIMIT);
            Millrace.run(system, Options.DEFAULT.withObserver(real), () -> TaskGroup.run(group -> {
                for (int i = 0; i < 10; i++) {
                    group.start(() -> {
                        for (int n = 0; n < 10; n++) {
                            Task.yieldNow();
                        }
                    });
                }
            }));
            Fairness fairness = Fairness.of(real.trace());
            assertTrue(fairness.delays().count() >= 110, fairness::toString);
            assertTrue(fairness.delays().max() > 0, fairness::toString);
            assertEquals(List.of(), fairness.violations());
        }
    }
}
