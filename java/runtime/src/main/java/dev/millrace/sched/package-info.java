/**
 * Floor 1: which ready step runs next.
 *
 * <p>A {@link dev.millrace.sched.Step} is what runs; a {@link dev.millrace.sched.Share} is charged for it; a
 * {@link dev.millrace.sched.Scheduler} decides the order. {@link dev.millrace.sched.FairScheduler} is the default, and
 * its page states what it guarantees, with the proofs; {@link dev.millrace.sched.EevdfScheduler} is for shares that
 * tell latency from weight. The loop is given a factory for one, so a user can bring another.
 *
 * <p>Inside: {@code TreeScheduler} is the tree of shares, {@code Siblings} the rule by which the children of one share
 * take turns, {@code Contender} the accounts of one child.
 *
 * <p><b>May import</b> nothing. <b>Invariant:</b> no thread, no clock, no I/O: a scheduler is tested alone.
 *
 * <pre>{@code
 * Scheduler scheduler = new FifoScheduler();
 * scheduler.add(new LoopStep() {
 *     public void run() {
 *         System.out.println("ran");
 *     }
 * });
 * scheduler.next().run();
 * }</pre>
 */
package dev.millrace.sched;
