/**
 * Floor 5: the floors put together.
 *
 * <p>{@link dev.millrace.Millrace#run} opens the operating system's platform, makes a loop on it and runs a program
 * until it is done; {@link dev.millrace.Options} says how. Whoever wants to drive a loop by hand makes an
 * {@link dev.millrace.loop.EventLoop} instead.
 *
 * <p><b>May import</b> every floor below. <b>Invariant:</b> when {@code run} returns nothing of the program is left: no
 * descriptor, no thread of the loop's, nothing that waits.
 *
 * <pre>{@code
 * String hello = Millrace.run(loop ->
 *         Future.sleep(loop, Duration.ofMillis(20)).map(nothing -> "hello"));
 * }</pre>
 */
package dev.millrace;
