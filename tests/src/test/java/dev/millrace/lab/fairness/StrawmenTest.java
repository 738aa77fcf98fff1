package dev.millrace.lab.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.sched.FairScheduler;
import dev.millrace.sched.Scheduler;
import dev.millrace.testkit.fairness.Fairness;
import dev.millrace.testkit.fairness.VirtualRun;
import dev.millrace.testkit.fairness.Violation.Guarantee;
import dev.millrace.testkit.fairness.Workload;
import dev.millrace.testkit.fairness.Workload.TaskOf;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Fairness tells schedulers with known faults apart, and shows the smallest workload that each fails. */
class StrawmenTest {
    private static final int LONG = 200;

    private static String smallest(FairnessRow row, Guarantee guarantee) {
        return row.broken(guarantee).map(found -> SmallWorkloads.inShort(found.workload()) + ": "
                + found.violation().measured() + " > " + found.violation().bound()).orElse("none");
    }

    private static void assertBreaks(Supplier<Scheduler> scheduler, String share, String overtaking, String delay) {
        FairnessRow row = FairnessRow.measure("", workload -> VirtualRun.of(workload, scheduler.get()));
        assertEquals(share, smallest(row, Guarantee.PROPORTIONAL_SHARE));
        assertEquals(overtaking, smallest(row, Guarantee.BOUNDED_OVERTAKING));
        assertEquals(delay, smallest(row, Guarantee.BOUNDED_DELAY));
    }

    /** Two shares that are ready all the time, and cost so much per step. */
    private static Fairness contended(Scheduler scheduler, long costOfA, long costOfB) {
        long[] a = new long[LONG];
        long[] b = new long[LONG];
        Arrays.fill(a, costOfA);
        Arrays.fill(b, costOfB);
        return Fairness.of(VirtualRun.of(Workload.EMPTY.share("a", 1).share("b", 1)
                .task(TaskOf.of("a", a)).task(TaskOf.of("b", b)), scheduler));
    }

    @Test
    void aLifoSlotBreaksEverything() {
        assertBreaks(Strawmen.LifoSlot::new,
                "a: 2 x 4, b: 1 x 1: 8.0 > 5.0",
                "a: 2 x 1, a: 1 x 1: 1.0 > 0.0",
                "a: 2 x 4, a: 1 x 1: 8.0 > 4.0");
        assertEquals(1, contended(new Strawmen.LifoSlot(), 1, 1).starving(LONG).size());
    }

    @Test
    void priorityStarvesAndKeepsTheOrderOfAShare() {
        assertBreaks(Strawmen.Priority::new,
                "a: 2 x 4, b: 1 x 1: 8.0 > 5.0",
                "none",
                "a: 2 x 4, b: 1 x 1: 8.0 > 5.0");
        assertEquals(1, contended(new Strawmen.Priority(), 1, 1).starving(LONG).size());
    }

    @Test
    void aLotteryIsFairInTheLongRunOnly() {
        assertBreaks(Strawmen.Lottery::new, "a: 1 x 1, b: 2 x 4: 8.0 > 5.0", "none", "a: 1 x 1, b: 2 x 4: 8.0 > 5.0");
        Fairness fairness = contended(new Strawmen.Lottery(), 1, 1);
        assertTrue(fairness.jain() > 0.98, fairness::toString);
        assertEquals(0, fairness.starving(20).size());
        assertTrue(fairness.starving(4).size() > 1, fairness::toString);
    }

    @Test
    void roundRobinByCountIgnoresCostsAndStarvesNobody() {
        assertBreaks(Strawmen.RoundRobin::new, "a: 2 x 4, b: 2 x 1: 7.0 > 5.0", "none",
                "a: 2 x 4, b: 1 x 1, b: 1 x 1: 9.0 > 7.0");
        assertEquals(0, contended(new Strawmen.RoundRobin(), 1, 4).starving(2).size());
        assertEquals(1, contended(new Strawmen.RoundRobin(), 1, 1).jain(), 1e-4);
        Fairness unequal = contended(new Strawmen.RoundRobin(), 1, 4);
        assertEquals(800, unequal.shares().get(1).workNanos());
        assertTrue(unequal.pairs().get(0).measure() > 500, unequal::toString);
    }

    @Test
    void fairQueueingBreaksNothing() {
        assertBreaks(FairScheduler::new, "none", "none", "none");
        assertTrue(contended(new FairScheduler(), 1, 4).pairs().get(0).measure() <= 5);
    }

    @Test
    void aViolationListsWhatHappenedInItsWindow() {
        Workload workload = Workload.EMPTY.share("a", 1).share("b", 1)
                .task(TaskOf.of("a", 4, 4)).task(TaskOf.of("b", 1));
        Fairness fairness = Fairness.of(VirtualRun.of(workload, new Strawmen.Priority()));
        assertEquals("""
                proportional share is broken for b beside a: 8 ns of work per weight apart, at most 5 allowed
                    0 ns: a1 of a begins
                    4 ns: a1 of a becomes ready
                    4 ns: a1 of a ends, charged 4 ns
                    4 ns: a1 of a begins
                    8 ns: a1 of a ends, charged 4 ns
                """, fairness.violations(Guarantee.PROPORTIONAL_SHARE).get(0).toString());
    }
}
