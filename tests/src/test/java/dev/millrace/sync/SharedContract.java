package dev.millrace.sync;

import dev.millrace.sync.RandomProgram.Act;
import dev.millrace.sync.RandomProgram.Kind;
import dev.millrace.sync.RandomProgram.Script;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.schedule.Schedule;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * What is shared keeps its promises in random programs: permits, owners, parties and elements are conserved, everybody
 * is served in the order of coming, no wakeup is lost, and every task ends.
 */
interface SharedContract {
    Shared shared();

    /** Programs of which each uses a few kinds of things, so that tasks meet. */
    @Provide
    default Arbitrary<List<Script>> programs() {
        return Arbitraries.of(
                List.of(Kind.PERMIT), List.of(Kind.PUT, Kind.TAKE, Kind.TAKE),
                List.of(Kind.PUT, Kind.TAKE, Kind.TAKE, Kind.TAKE), List.of(Kind.ARRIVE, Kind.PERMIT),
                List.of(Kind.SEND, Kind.RECEIVE, Kind.RECEIVE_EITHER), List.of(Kind.PUBLISH, Kind.HEAR),
                List.of(Kind.values())).flatMap(SharedContract::programsOf);
    }

    private static Arbitrary<List<Script>> programsOf(List<Kind> kinds) {
        Arbitrary<Integer> time = Arbitraries.integers().between(0, 4);
        Arbitrary<Integer> seldom = Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(0)),
                Tuple.of(2, Arbitraries.integers().between(1, 8)));
        Arbitrary<Act> act = Combinators.combine(Arbitraries.of(kinds), time, seldom).as(Act::new);
        return Combinators.combine(time, seldom, act.list().ofMinSize(1).ofMaxSize(3)).as(Script::new)
                .list().ofMinSize(2).ofMaxSize(8);
    }

    @Property(tries = 1_000)
    default void programsKeepTheirBooks(@ForAll("programs") List<Script> scripts,
            @ForAll @IntRange(max = 2) int capacity) {
        List<Script> uncancelled = scripts.stream().map(Script::uncancelled).toList();
        Simulation.check(Schedule.NATURAL, RandomProgram.of(shared(), capacity, uncancelled));
    }

    @Property(tries = 2_500)
    default void programsThatAreCancelledKeepTheirBooks(@ForAll("programs") List<Script> scripts,
            @ForAll @IntRange(max = 2) int capacity) {
        Simulation.check(Schedule.NATURAL, RandomProgram.of(shared(), capacity, scripts));
    }

    @Property(tries = 2_500)
    default void programsKeepTheirBooksInAnySchedule(@ForAll("programs") List<Script> scripts,
            @ForAll @IntRange(max = 2) int capacity, @ForAll Schedule schedule) {
        Simulation.check(schedule, RandomProgram.of(shared(), capacity, scripts));
    }
}
