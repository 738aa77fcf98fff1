/**
 * Floor 3: futures.
 *
 * <p>A {@link dev.millrace.task.Future} is the read side of a value that comes later, a {@link
 * dev.millrace.task.Promise} its write side; {@link dev.millrace.task.IntFuture} is the same for counts, without
 * boxing. They complete once. Callbacks run as steps of the loop, in the order in which they were added, never inside
 * the call that completes.
 *
 * <p><b>May import</b> {@code dev.millrace.loop}, and {@code Clock} of {@code dev.millrace.sys}. <b>Invariant:</b>
 * there is one way to wait: whoever makes somebody wait hands over an {@link dev.millrace.task.Undo}, and cancel,
 * timeout and first-of-many all use it. A failure is looked at by somebody or reported once.
 *
 * <pre>{@code
 * Future<String> greeting = Future.sleep(loop, Duration.ofMillis(20)).map(nothing -> "hello");
 * greeting.onDone(done -> System.out.println(done.value()));
 * }</pre>
 */
package dev.millrace.task;
