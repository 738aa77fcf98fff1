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
 * tasks that are taken back, and weights that change meanwhile; tasks are in the leaves of the tree.
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
        List<Violation> violations = Fairness.of(VirtualRun.of(workload, scheduler())).violations(guarantee);
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.get(0).toString());
        }
    }
}
