package dev.millrace.testkit.explore;

import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Deviation;
import dev.millrace.testkit.schedule.Schedule;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/**
 * Lets jqwik make up schedules for {@code @ForAll Schedule}: a few deviations, at whatever choices the program comes
 * to. They shrink to fewer, earlier and smaller ones. On the class path jqwik finds it by itself; on the module path a
 * method of the test that is a {@code @Provide} returns {@link #schedules}.
 */
// A module that does without jqwik does without this class too, so it is not asked to require both.
@SuppressWarnings("exports")
public final class ScheduleProvider implements ArbitraryProvider {
    private static final int MOST_DEVIATIONS = 16;

    /** Makes the provider; jqwik does. */
    public ScheduleProvider() {
    }

    @Override
    public boolean canProvideFor(TypeUsage targetType) {
        return targetType.isOfType(Schedule.class);
    }

    @Override
    public Set<Arbitrary<?>> provideFor(TypeUsage targetType, SubtypeProvider subtypeProvider) {
        return Set.of(schedules());
    }

    /** Returns what makes schedules up. */
    public static Arbitrary<Schedule> schedules() {
        return Combinators.combine(kinds(), positions(), options()).as(Deviation::anywhere)
                .list().ofMaxSize(MOST_DEVIATIONS).map(Schedule::of);
    }

    private static Arbitrary<Choice.Kind> kinds() {
        return Arbitraries.frequency(Tuple.of(15, Choice.Kind.STEP), Tuple.of(1, Choice.Kind.REPORT),
                Tuple.of(1, Choice.Kind.AMOUNT), Tuple.of(1, Choice.Kind.LATENCY), Tuple.of(1, Choice.Kind.TIMER),
                Tuple.of(1, Choice.Kind.FAULT));
    }

    /** Most programs that are worth a test come to few choices; some to many. */
    private static Arbitrary<Integer> positions() {
        return Arbitraries.frequencyOf(Tuple.of(4, below(8)), Tuple.of(4, below(32)), Tuple.of(2, below(128)),
                Tuple.of(1, below(1024)));
    }

    private static Arbitrary<Integer> below(int end) {
        return Arbitraries.integers().between(0, end - 1).withDistribution(
                RandomDistribution.uniform());
    }

    private static Arbitrary<Integer> options() {
        return Arbitraries.frequency(Tuple.of(8, 1), Tuple.of(4, 2), Tuple.of(2, 3), Tuple.of(1, 4), Tuple.of(1, 5),
                Tuple.of(1, 7), Tuple.of(1, 11));
    }
}
