/**
 * Floor 7: fairness that a test can call, of any scheduler.
 *
 * <p>A {@link dev.millrace.testkit.fairness.Trace} says which steps became ready, when each ran and what it cost.
 * {@link dev.millrace.testkit.fairness.Fairness} measures it against what is known of fair queueing, and lists the
 * guarantees that it breaks. {@link dev.millrace.testkit.fairness.SchedulerContract} is the same as properties: a test
 * class that implements its one method tries a scheduler with random {@link dev.millrace.testkit.fairness.Workload}s;
 * its {@link dev.millrace.testkit.fairness.SchedulerContract.BoundedLag} is for EEVDF.
 *
 * <p><b>May import</b> floors 1 and 2; and jqwik, which a user of the contract brings along.
 * <b>Invariant:</b> no thread and no real time: a trace is a value, and its measures depend on nothing else.
 *
 * <pre>{@code
 * Workload workload = Workload.EMPTY
 *     .share("reader", 3)
 *     .share("writer", 1)
 *     .task(Workload.TaskOf.of("reader", 100, 100, 100))
 *     .task(Workload.TaskOf.of("writer", 100, 100, 100));
 * Fairness fairness = Fairness.of(VirtualRun.of(workload, new FairScheduler()));
 * System.out.println(fairness.violations().isEmpty() ? "fair" : fairness);
 * }</pre>
 */
package dev.millrace.testkit.fairness;
