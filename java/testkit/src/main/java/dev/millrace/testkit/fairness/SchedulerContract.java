package dev.millrace.testkit.fairness;

import dev.millrace.sched.Scheduler;
import dev.millrace.testkit.fairness.Violation.Guarantee;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The guarantees of a fair scheduler as jqwik properties, for whoever writes one. A test class that implements
 * {@link #scheduler} has them all, over random trees of shares, weights from 1 to 1000, step lengths, sleeps, arrivals,
 * tasks that are taken back, and weights that change meanwhile. These are the guarantees of start-time fair queueing;
 * {@link BoundedLag} has those of EEVDF.
 *
 * <pre>{@code
 * class MySchedulerTest implements SchedulerContract {
 *     public Scheduler scheduler() {
 *         return new MyScheduler();
 *     }
 * }
 * }</pre>
 *
 * <p>A failing property shows the shrunk {@link Workload}, which can be pasted into a test, and what happened. Who does
 * not promise a guarantee overrides its method without the annotation.
 */
// The module does not require jqwik of everybody.
@SuppressWarnings("exports")
public interface SchedulerContract {
    /** Makes an empty scheduler. */
    Scheduler scheduler();

    /** Returns the workloads that the properties are tried with. */
    @Provide
    default Arbitrary<Workload> workloads() {
        return Workloads.any();
    }

    /** Returns the workloads that have pauses, in which everything is idle. */
    @Provide
    default Arbitrary<Workload> bursts() {
        return Workloads.bursts();
    }

    /** Every step that became ready comes out once, or is taken back and does not come out. */
    @Property
    default void nothingIsLostOrRunTwice(@ForAll("workloads") Workload workload) {
        VirtualRun.of(workload, scheduler());
    }

    /** {@link Guarantee#PROPORTIONAL_SHARE} holds. */
    @Property
    default void siblingsShareInProportionToTheirWeights(@ForAll("workloads") Workload workload) {
        check(workload, Guarantee.PROPORTIONAL_SHARE);
    }

    /** {@link Guarantee#FRESH_START} holds. */
    @Property
    default void siblingsBeginEqualAfterAllWereIdle(@ForAll("bursts") Workload workload) {
        check(workload, Guarantee.FRESH_START);
    }

    /** {@link Guarantee#BOUNDED_OVERTAKING} holds. */
    @Property
    default void noStepIsOvertakenWithinItsShare(@ForAll("workloads") Workload workload) {
        check(workload, Guarantee.BOUNDED_OVERTAKING);
    }

    /** {@link Guarantee#BOUNDED_DELAY} holds. */
    @Property
    default void everyStepBeginsWithinItsBound(@ForAll("workloads") Workload workload) {
        check(workload, Guarantee.BOUNDED_DELAY);
    }

    private void check(Workload workload, Guarantee guarantee) {
        failOn(Fairness.of(VirtualRun.of(workload, scheduler())).violations(guarantee));
    }

    private static void failOn(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.get(0).toString());
        }
    }

    /**
     * The guarantees of an earliest-eligible-deadline scheduler, where shares declare requests: the lag of each has a
     * bound, and within a share steps keep their order. In the workloads shares are busy for long; within them tasks
     * sleep, arrive and are taken back.
     *
     * <pre>{@code
     * class MySchedulerTest implements SchedulerContract.BoundedLag {
     *     public Scheduler scheduler() {
     *         return new MyScheduler();
     *     }
     * }
     * }</pre>
     */
    @SuppressWarnings("exports")
    interface BoundedLag {
        /** Makes an empty scheduler. */
        Scheduler scheduler();

        /** Returns the workloads that the properties are tried with. */
        @Provide
        default Arbitrary<Workload> workloads() {
            return Workloads.busy();
        }

        /** Every step that became ready comes out once, or is taken back and does not come out. */
        @Property
        default void nothingIsLostOrRunTwice(@ForAll("workloads") Workload workload) {
            VirtualRun.of(workload, scheduler());
        }

        /** {@link Guarantee#BOUNDED_LAG} holds. */
        @Property
        default void theLagStaysWithinItsBound(@ForAll("workloads") Workload workload) {
            failOn(Fairness.of(VirtualRun.of(workload, scheduler())).lagging(workload::requestOf));
        }

        /** {@link Guarantee#BOUNDED_OVERTAKING} holds. */
        @Property
        default void noStepIsOvertakenWithinItsShare(@ForAll("workloads") Workload workload) {
            failOn(Fairness.of(VirtualRun.of(workload, scheduler())).violations(Guarantee.BOUNDED_OVERTAKING));
        }
    }
}
