/**
 * Floor 7: what a simulated run chose, as a value.
 *
 * <p>A {@link dev.millrace.testkit.schedule.Choice} is a question of a run, and
 * {@link dev.millrace.testkit.schedule.Decisions} answers it.
 *
 * <p><b>May import</b> nothing of the runtime. <b>Invariant:</b> pure values: no thread, no clock, no I/O.
 */
package dev.millrace.testkit.schedule;
