/**
 * Floor 4: what is done again and again, as time goes by.
 *
 * <p>{@link dev.millrace.time.Interval} ticks. {@link dev.millrace.time.Retry} tries again what has failed.
 *
 * <p><b>May import</b> {@code dev.millrace.task} and below. <b>Invariant:</b> time is the loop's clock, so all of it
 * runs in virtual time as well.
 *
 * <pre>{@code
 * Interval seconds = new Interval(Duration.ofSeconds(1), Interval.Missed.SKIP);
 * for (int left = 10; left > 0; left--) {
 *     System.out.println(left);
 *     await(seconds.next());
 * }
 * Retry three = Retry.DEFAULT.withAttempts(3).withJitter(0.5);
 * three.run(() -> System.out.println("lift-off"));
 * }</pre>
 */
package dev.millrace.time;
