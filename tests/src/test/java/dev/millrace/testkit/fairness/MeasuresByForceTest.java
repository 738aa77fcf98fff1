package dev.millrace.testkit.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.lab.fairness.Strawmen;
import dev.millrace.testkit.fairness.TraceEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is measured in one pass is what trying every interval and every two steps finds. */
class MeasuresByForceTest {

    @Provide
    Arbitrary<Workload> workloads() {
        return Workloads.any();
    }

    @Property(tries = 300)
    void theMeasureOfAPairIsTheLargestOfAllIntervals(@ForAll("workloads") Workload workload) {
        Trace trace = VirtualRun.of(workload, new Strawmen.Lottery());
        for (PairFairness pair : Fairness.of(trace).pairs()) {
            assertEquals(byForce(trace, pair.ahead(), pair.behind()), pair.measure(), 1e-6, pair::toString);
        }
    }

    @Property(tries = 300)
    void overtakingIsTheMostThatAnyStepSaw(@ForAll("workloads") Workload workload) {
        Trace trace = VirtualRun.of(workload, new Strawmen.LifoSlot());
        for (ShareFairness share : Fairness.of(trace).shares()) {
            assertEquals(mostOvertaken(trace, share.share()), share.overtaken());
        }
    }

    /** The largest difference of normalized work over all intervals in which both have something to run. */
    private static double byForce(Trace trace, TracedShare one, TracedShare other) {
        List<TraceEvent> events = trace.events();
        boolean[] both = and(backlogged(trace, one), backlogged(trace, other));
        double worst = 0;
        for (int from = 0; from < events.size(); from++) {
            double difference = 0;
            for (int to = from + 1; to < events.size() && both[to - 1]; to++) {
                TraceEvent event = events.get(to);
                if (event.kind() == Kind.WEIGHT && (event.share().equals(one) || event.share().equals(other))) {
                    break;
                }
                difference += work(trace, to, one) - work(trace, to, other);
                worst = Math.max(worst, Math.abs(difference));
            }
        }
        return worst;
    }

    private static double work(Trace trace, int index, TracedShare share) {
        TraceEvent event = trace.events().get(index);
        if (event.kind() != Kind.ENDED || !isWithin(event.share(), share)) {
            return 0;
        }
        long weight = trace.events().subList(0, index).stream()
                .filter(earlier -> earlier.kind() == Kind.WEIGHT && earlier.share().equals(share))
                .mapToLong(TraceEvent::amount).reduce(0, (before, after) -> after);
        return (double) event.amount() / weight;
    }

    /** Whether the share has something to run right after each event. */
    private static boolean[] backlogged(Trace trace, TracedShare share) {
        List<TraceEvent> events = trace.events();
        boolean[] result = new boolean[events.size()];
        int steps = 0;
        for (int i = 0; i < result.length; i++) {
            TraceEvent event = events.get(i);
            if (isWithin(event.share(), share)) {
                steps += event.kind() == Kind.READY ? 1 : 0;
                steps -= event.kind() == Kind.ENDED || event.kind() == Kind.REMOVED ? 1 : 0;
            }
            result[i] = steps > 0;
        }
        closeGaps(events, result, share);
        return result;
    }

    /** A share that is ready again before time passes, a step begins or a weight changes was never idle. */
    private static void closeGaps(List<TraceEvent> events, boolean[] backlogged, TracedShare share) {
        for (int i = 1; i < backlogged.length; i++) {
            if (!backlogged[i] && backlogged[i - 1]) {
                int end = i + 1;
                while (end < backlogged.length && !backlogged[end] && isGap(events.get(end), events.get(i))) {
                    end++;
                }
                if (end < backlogged.length && backlogged[end] && isGap(events.get(end), events.get(i))) {
                    for (int k = i; k < end; k++) {
                        backlogged[k] = true;
                    }
                }
            }
        }
    }

    private static boolean isGap(TraceEvent event, TraceEvent first) {
        return event.at() == first.at() && event.kind() != Kind.BEGAN && event.kind() != Kind.WEIGHT;
    }

    private static boolean[] and(boolean[] one, boolean[] other) {
        boolean[] both = new boolean[one.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = one[i] && other[i];
        }
        return both;
    }

    private static boolean isWithin(TracedShare inner, TracedShare outer) {
        for (Optional<TracedShare> each = Optional.of(inner); each.isPresent(); each = each.get().parent()) {
            if (each.get().equals(outer)) {
                return true;
            }
        }
        return false;
    }

    private static int mostOvertaken(Trace trace, TracedShare share) {
        List<TraceEvent> events = trace.events();
        int most = 0;
        for (int i = 0; i < events.size(); i++) {
            TraceEvent event = events.get(i);
            if (event.kind() == Kind.READY && event.share().equals(share)) {
                List<Object> later = new ArrayList<>();
                int overtaken = 0;
                for (int k = i + 1; k < events.size() && !(ends(events.get(k)) && events.get(k).step() == event.step());
                        k++) {
                    if (events.get(k).share().equals(share)) {
                        if (events.get(k).kind() == Kind.READY) {
                            later.add(events.get(k).step());
                        } else if (ends(events.get(k)) && later.remove(events.get(k).step())
                                && events.get(k).kind() == Kind.BEGAN) {
                            overtaken++;
                        }
                    }
                }
                most = Math.max(most, overtaken);
            }
        }
        return most;
    }

    /** Whether an event ends a wait. */
    private static boolean ends(TraceEvent event) {
        return event.kind() == Kind.BEGAN || event.kind() == Kind.REMOVED;
    }
}
