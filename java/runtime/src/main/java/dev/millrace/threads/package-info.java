/**
 * Floor 5: between the loop and other threads.
 *
 * <p>{@link dev.millrace.threads.Offload} takes blocking work away from the loop and brings its result home; a
 * {@link dev.millrace.threads.CapacityLimiter} says how much of it is under way at a time, and
 * {@link dev.millrace.threads.OnCancel} what a cancel does to it. {@link dev.millrace.threads.Portal} is the way in: it
 * runs tasks for other threads.
 *
 * <p><b>May import</b> {@code dev.millrace.sync}, {@code dev.millrace.task} and below. <b>Invariant:</b> a thread that
 * is not the loop's touches the loop through {@code execute} alone. What it shares with the loop besides is whether it
 * has begun, in one small class.
 *
 * <pre>{@code
 * Offload patient = Offload.DEFAULT.withCancel(OnCancel.WAIT).withLimiter(new CapacityLimiter(4));
 * long size = await(patient.start(() -> new java.io.File("data").length()));
 *
 * TaskGroup.run(group -> {
 *     Portal portal = Portal.into(group);
 *     await(patient.start(() -> portal.call(() -> await(Future.sleep(Duration.ofMillis(10)).map(done -> size)))));
 * });
 * }</pre>
 */
package dev.millrace.threads;
