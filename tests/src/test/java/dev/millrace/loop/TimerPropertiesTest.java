package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Timers against a model that is too simple to be wrong: a list that is searched for what is due. */
class TimerPropertiesTest {
    private static final int TIMERS = 12;

    enum Kind { ARM, CANCEL, ADVANCE }

    /** What a test does; {@code nanos} is a delay or how far time moves. */
    record Action(Kind kind, int timer, long nanos) {
    }

    /** What a timer does when it fires: arms itself again so many times, and cancels one of the timers. */
    record Firing(int again, long delay, int victim) {
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        Arbitrary<Long> nanos = Arbitraries.oneOf(
                Arbitraries.longs().between(-2, 30),
                Arbitraries.of(Long.MIN_VALUE, 1L << 40, Long.MAX_VALUE / 2, Long.MAX_VALUE));
        Arbitrary<Kind> kinds = Arbitraries.of(Kind.ARM, Kind.ARM, Kind.ARM, Kind.CANCEL, Kind.ADVANCE);
        return Combinators.combine(kinds, Arbitraries.integers().between(0, TIMERS - 1), nanos)
                .as(Action::new).list().ofMaxSize(100);
    }

    @Provide
    Arbitrary<List<Firing>> firings() {
        return Combinators.combine(Arbitraries.integers().between(0, 2), Arbitraries.longs().between(0, 3),
                Arbitraries.integers().between(0, 3 * TIMERS)).as(Firing::new).list().ofSize(TIMERS);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void timersFireAsTheModelSays(@ForAll("actions") List<Action> actions, @ForAll("firings") List<Firing> firings) {
        Model model = new Model(firings);
        List<String> fired = new ArrayList<>();
        try (Simulation simulation = new Simulation()) {
            List<Timer> timers = timers(simulation, firings, fired);
            for (Action action : actions) {
                model.apply(action);
                switch (action.kind) {
                    case ARM -> timers.get(action.timer).arm(Duration.ofNanos(action.nanos));
                    case CANCEL -> timers.get(action.timer).cancel();
                    case ADVANCE -> {
                        simulation.advance(Duration.ofNanos(Model.step(action)));
                        simulation.runUntilIdle();
                    }
                }
                assertEquals(model.fired, fired);
                for (int i = 0; i < TIMERS; i++) {
                    assertEquals(model.isArmed(i), timers.get(i).isArmed());
                }
                assertEquals(model.armed.size(), simulation.loop().timers.size());
            }
        }
    }

    private static List<Timer> timers(Simulation simulation, List<Firing> firings, List<String> fired) {
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < TIMERS; i++) {
            int timer = i;
            int[] again = {firings.get(i).again};
            timers.add(simulation.loop().timer(() -> {
                fired.add(timer + " at " + simulation.clock().nanoTime());
                if (firings.get(timer).victim < TIMERS) {
                    timers.get(firings.get(timer).victim).cancel();
                }
                if (again[0]-- > 0) {
                    timers.get(timer).arm(Duration.ofNanos(firings.get(timer).delay));
                }
            }));
        }
        return timers;
    }

    /** Armed timers in no order at all. */
    private static final class Model {
        record Armed(int timer, long deadline, int sequence) {
        }

        final List<Armed> armed = new ArrayList<>();
        final List<String> fired = new ArrayList<>();
        private final List<Firing> firings;
        private final int[] again;
        private long now;
        private int sequence;

        Model(List<Firing> firings) {
            this.firings = firings;
            this.again = firings.stream().mapToInt(Firing::again).toArray();
        }

        /** Time goes forward, and in steps that leave the clock within its range. */
        static long step(Action action) {
            return Math.max(0, Math.min(action.nanos, 1L << 40));
        }

        void apply(Action action) {
            switch (action.kind) {
                case ARM -> arm(action.timer, action.nanos);
                case CANCEL -> cancel(action.timer);
                case ADVANCE -> advance(now + step(action));
            }
        }

        boolean isArmed(int timer) {
            return armed.stream().anyMatch(each -> each.timer == timer);
        }

        private void arm(int timer, long delay) {
            cancel(timer);
            long bounded = Math.max(Long.MIN_VALUE / 4, Math.min(delay, Long.MAX_VALUE / 2));
            armed.add(new Armed(timer, now + bounded, sequence++));
        }

        private void cancel(int timer) {
            armed.removeIf(each -> each.timer == timer);
        }

        private void advance(long end) {
            List<Armed> due;
            while (!(due = dueAt(end)).isEmpty()) {
                now = Math.max(now, due.get(0).deadline);
                for (Armed each : dueAt(now)) {
                    if (armed.remove(each)) {
                        fire(each.timer);
                    }
                }
            }
            now = end;
        }

        private List<Armed> dueAt(long time) {
            return armed.stream().filter(each -> each.deadline <= time)
                    .sorted(Comparator.comparing(Armed::deadline).thenComparing(Armed::sequence)).toList();
        }

        private void fire(int timer) {
            fired.add(timer + " at " + now);
            if (firings.get(timer).victim < TIMERS) {
                cancel(firings.get(timer).victim);
            }
            if (again[timer]-- > 0) {
                arm(timer, firings.get(timer).delay);
            }
        }
    }
}
