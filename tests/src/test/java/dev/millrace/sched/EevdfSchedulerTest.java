package dev.millrace.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Earliest eligible virtual deadline first. */
class EevdfSchedulerTest {
    private final Recorded steps = new Recorded(new EevdfScheduler());
    private final Share root = new Share("root");

    private Share share(String name, int weight, long requestNanos) {
        Share share = root.child(name, weight);
        share.request(Duration.ofNanos(requestNanos));
        return share;
    }

    private static long count(String ran, char name) {
        return ran.chars().filter(each -> each == name).count();
    }

    @Test
    void oneShareIsFirstInFirstOut() {
        steps.add("a", root, 100, 2);
        steps.add("b", root, 1, 2);
        assertEquals("abab", steps.run(10));
    }

    @Test
    void timeIsInProportionToTheWeightsWhateverTheRequests() {
        steps.add("h", share("heavy", 3, 1000), 10, 1000);
        steps.add("l", share("light", 1, 10), 10, 1000);
        String ran = steps.run(400);
        assertEquals(300, count(ran, 'h'), 100);
        assertEquals(100, count(ran, 'l'), 100);
        assertEquals(750, count(ran + steps.run(600), 'h'), 100);
    }

    /** Of those that are not ahead of the average, it is a matter of what each asks for who is served first. */
    @Test
    void aSmallRequestIsServedSoonerThanALargeOne() {
        assertEquals(0, stepsBefore(10));
        assertTrue(stepsBefore(10_000) > 2);
    }

    /** Returns how many steps of eight busy shares a step of a ninth waits for, which asks for so much. */
    private int stepsBefore(long request) {
        Recorded nine = new Recorded(new EevdfScheduler());
        Share all = new Share("all");
        for (String name : List.of("a", "b", "c", "d", "e", "f", "g", "h", "q")) {
            Share share = all.child(name, 1);
            share.request(Duration.ofNanos(name.equals("q") ? request : 100));
            if (name.equals("q")) {
                nine.run(84);
            }
            nine.add(name, share, 10, 1000);
        }
        return nine.run(400).indexOf('q');
    }

    @Test
    void sharesNestAndDebtIsKept() {
        Share services = share("services", 1, 10);
        steps.add("1", services.child("one", 1), 10, 1000);
        steps.add("2", services.child("two", 1), 10, 1000);
        Share greedy = share("greedy", 1, 10);
        steps.add("g", greedy, 1000, 1);
        String ran = steps.run(50);
        assertEquals(1, count(ran, 'g'));
        steps.add("g", greedy, 10, 1000);
        assertEquals(0, count(steps.run(20), 'g'), "the debt of 1 µs is not worked off yet");
        steps.run(200);
        assertEquals(50, count(steps.run(100), 'g'), 2);
    }

    /** A share that is always busy, with steps of these lengths, one after the other and again from the beginning. */
    record Load(int weight, long request, List<Long> costs) {
    }

    @Provide
    Arbitrary<List<Load>> loads() {
        Arbitrary<Load> load = Combinators.combine(Arbitraries.integers().between(1, 1000),
                Arbitraries.longs().between(1, 5000), Arbitraries.longs().between(100, 3000).list().ofMinSize(1)
                        .ofMaxSize(5)).as(Load::new);
        return load.list().ofMinSize(2).ofMaxSize(8);
    }

    /** The bound in the document of the class, measured outside of the scheduler. */
    @Property
    void theLagStaysWithinItsBound(@ForAll("loads") List<Load> loads) {
        assertWithinBound(new EevdfScheduler(), loads);
    }

    static void assertWithinBound(Scheduler scheduler, List<Load> loads) {
        int count = loads.size();
        Share all = new Share("all");
        Share[] shares = new Share[count];
        double[] got = new double[count];
        double[] left = new double[count];
        double[] longest = new double[count];
        double[] overrun = new double[count];
        int[] runs = new int[count];
        double weights = 0;
        double done = 0;
        for (int i = 0; i < count; i++) {
            shares[i] = all.child("share " + i, loads.get(i).weight);
            shares[i].request(Duration.ofNanos(loads.get(i).request));
            left[i] = loads.get(i).request;
            weights += loads.get(i).weight;
            Step step = new Recorded(scheduler).new Busy("" + i, shares[i], 0, 1);
            scheduler.add(step);
        }
        for (int n = 0; n < 300; n++) {
            Step step = scheduler.next();
            int i = List.of(shares).indexOf(step.share());
            Load load = loads.get(i);
            long cost = load.costs.get(runs[i]++ % load.costs.size());
            longest[i] = Math.max(longest[i], cost);
            scheduler.add(step);
            scheduler.charge(step.share(), cost);
            got[i] += cost;
            done += cost;
            left[i] -= cost;
            if (left[i] <= 0) {
                overrun[i] = Math.max(overrun[i], -left[i]);
                left[i] = load.request;
            }
            for (int j = 0; j < count; j++) {
                double lag = done * loads.get(j).weight / weights - got[j];
                double above = 0;
                double most = 0;
                for (int k = 0; k < count; k++) {
                    most = Math.max(most, longest[k]);
                    above += k == j ? 0 : overrun[k];
                }
                double bound = Math.max(loads.get(j).request, most + above) + 1;
                int share = j;
                int at = n;
                assertTrue(lag >= -longest[j] - 1 && lag <= bound, () -> "after step " + at + " share " + share
                        + " lags " + lag + ", not between " + -longest[share] + " and " + bound);
            }
        }
    }
}
