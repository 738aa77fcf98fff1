/**
 * Floor 6: the floors put together.
 *
 * <p>{@code Millrace.run} makes a loop on a platform and runs a program on it until the program is done;
 * {@link dev.millrace.Options} says how. The platform is the operating system's unless another one is given, so a
 * simulated program and a real one differ in one argument. Whoever wants to drive a loop by hand opens one with
 * {@link dev.millrace.Millrace#open(dev.millrace.Options)}.
 *
 * <p><b>May import</b> every floor below. <b>Invariant:</b> when {@code run} returns, nothing of the program is left:
 * no descriptor, no task, nothing that waits. Only offloaded work that has begun goes on to its end; its result is
 * lost.
 *
 * <pre>{@code
 * String hello = Millrace.run(() -> {
 *     await(Future.sleep(Duration.ofMillis(20)));
 *     return "hello";
 * });
 * }</pre>
 */
package dev.millrace;
