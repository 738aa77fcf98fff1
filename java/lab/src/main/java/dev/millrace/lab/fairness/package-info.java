/**
 * Floor 7: how fair schedulers are, side by side.
 *
 * <p>A {@link dev.millrace.lab.fairness.FairnessRow} runs a scheduler through all
 * {@link dev.millrace.lab.fairness.SmallWorkloads} and keeps the smallest
 * {@link dev.millrace.lab.fairness.Counterexample} for each guarantee that it does not give.
 * {@link dev.millrace.lab.fairness.Strawmen} are schedulers with a known fault, to compare with.
 *
 * <p><b>May import</b> every floor but the lab. <b>Invariant:</b> no thread and no real time here; whoever measures a
 * scheduler that has a thread hands in how a workload is run.
 *
 * <pre>{@code
 * FairnessRow row = FairnessRow.measure("priority", each -> VirtualRun.of(each, new Strawmen.Priority()));
 * System.out.println(row.broken(Guarantee.BOUNDED_DELAY).map(Counterexample::violation));
 * }</pre>
 */
package dev.millrace.lab.fairness;
