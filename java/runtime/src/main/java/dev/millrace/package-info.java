/**
 * Floor 5: the floors put together.
 *
 * <p>{@link dev.millrace.Millrace#run} opens the operating system's platform, makes a loop on it and runs a program
 * until it is done; {@link dev.millrace.Options} says how. Whoever wants to drive a loop by hand makes an
 * {@link dev.millrace.loop.EventLoop} instead.
 *
 * <p><b>May import</b> every floor below. <b>Invariant:</b> when {@code run} returns nothing of the program is left: no
 * descriptor, no task, nothing that waits; but offloaded work that has begun goes on to its end, unheard.
 *
 * <pre>{@code
 * String hello = Millrace.run(() -> {
 *     await(Future.sleep(Duration.ofMillis(20)));
 *     return "hello";
 * });
 * }</pre>
 */
package dev.millrace;
