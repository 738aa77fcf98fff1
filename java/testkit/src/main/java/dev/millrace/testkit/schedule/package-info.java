/**
 * Floor 7: what a simulated run chose, as a value.
 *
 * <p>A {@link dev.millrace.testkit.schedule.Choice} is a question of a run, and
 * {@link dev.millrace.testkit.schedule.Decisions} answers it. A {@link dev.millrace.testkit.schedule.Schedule} is the
 * answers that are not the natural ones: a few {@link dev.millrace.testkit.schedule.Deviation deviations}, and one line
 * of text. A {@link dev.millrace.testkit.schedule.Run} is what came of it: its outcome, its schedule, and the trace of
 * what ran.
 *
 * <p>The place of a choice between steps is the path of the task that would run: {@code main/reader} is the task that
 * main started by that name, {@code main/2} the second one that it started without a name, {@code main/reader#2} the
 * second of that name, {@code main/2:} the callbacks that a step of that task made ready. In a world of several hosts
 * the host's name comes first.
 *
 * <p><b>May import</b> nothing of the runtime. <b>Invariant:</b> pure values: no thread, no clock, no I/O.
 *
 * <pre>{@code
 * Schedule schedule = Schedule.parse("step:main/reader@1=1 step:main/2@0=1");
 * Schedule nearer = schedule.without(schedule.deviations().get(0));
 * }</pre>
 */
package dev.millrace.testkit.schedule;
