package dev.millrace.cluster;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.cluster.Cluster.Lost;
import dev.millrace.cluster.Replica.Vote;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same test of the same cluster, once over seeds and once over schedules; and what each says about a mistake. */
@Tag("explores")
@net.jqwik.api.Tag("explores")
class ClusterTest {
    private static final String REPLAY = "step:server3/1@1=1";

    @Property(tries = 300)
    void noAcknowledgedWriteIsLostWithAnySeed(@ForAll int seed) {
        Cluster.check(decisions(seed), Vote.NOTED_FIRST);
    }

    @Property(tries = 300)
    void noAcknowledgedWriteIsLostInAnySchedule(@ForAll Schedule schedule) {
        Cluster.check(schedule, Vote.NOTED_FIRST);
    }

    private static Decisions decisions(int seed) {
        Random random = new Random(seed);
        return choice -> random.nextInt(choice.options());
    }

    // ------------------------------------------------------------------ with the mistake

    private static Optional<Lost> lost(Decisions decisions) {
        try {
            Cluster.check(decisions, Vote.WRITTEN_FIRST);
            return Optional.empty();
        } catch (Lost e) {
            return Optional.of(e);
        }
    }

    @Test
    void theNaturalOrderHidesTheMistake() {
        Cluster.check(Decisions.NATURAL, Vote.WRITTEN_FIRST);
    }

    /** A seed has nothing that could be left out: another one is another run altogether. */
    @Test
    void aSeedFindsTheMistakeAmongManyDeviations() {
        Lost first = IntStream.range(0, 1_000).boxed().flatMap(seed -> lost(decisions(seed)).stream()).findFirst()
                .orElseThrow();
        assertTrue(first.schedule().deviations().size() >= 10, first::getMessage);
    }

    @Property(tries = 20)
    void aScheduleThatFindsTheMistakeShrinksToTwoDeviationsAtMost(@ForAll long seed) {
        Schedule shrunk = shrunk(firstFailure(new Random(seed)));
        Lost lost = lost(shrunk).orElseThrow();
        assertTrue(lost.schedule().deviations().size() <= 2, lost::getMessage);
        assertTrue(lost.getMessage().contains("server3 votes for server1 in term 1\n"), lost::getMessage);
        assertTrue(lost.getMessage().contains("server3 votes for server2 in term 1\n"), lost::getMessage);
    }

    @Test
    void oneLineShowsItAgain() {
        assertThrows(Lost.class, () -> Cluster.check(Schedule.parse(REPLAY), Vote.WRITTEN_FIRST));
    }

    private static Shrinkable<Schedule> firstFailure(Random random) {
        RandomGenerator<Schedule> schedules = Arbitraries.defaultFor(Schedule.class).generator(1_000);
        for (int tries = 0; tries < 1_000; tries++) {
            Shrinkable<Schedule> next = schedules.next(random);
            if (lost(next.value()).isPresent()) {
                return next;
            }
        }
        throw new AssertionError("not found within 1,000 tries");
    }

    private static Schedule shrunk(Shrinkable<Schedule> failing) {
        Shrinkable<Schedule> best = failing;
        for (Optional<Shrinkable<Schedule>> next = Optional.of(failing); next.isPresent();) {
            best = next.get();
            List<Shrinkable<Schedule>> smaller = best.shrink().toList();
            next = smaller.stream().filter(each -> lost(each.value()).isPresent()).findFirst();
        }
        return best.value();
    }
}
