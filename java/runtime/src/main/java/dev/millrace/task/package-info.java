/**
 * Floor 3: futures and tasks.
 *
 * <p>A {@link dev.millrace.task.Future} is the read side of a value that comes later, a
 * {@link dev.millrace.task.Promise} its write side; {@link dev.millrace.task.IntFuture} is the same for counts, without
 * boxing. They complete once. Callbacks run as steps of the loop, in the order in which they were added, never inside
 * the call that completes the future. A {@link dev.millrace.task.Task} is straight-line code that waits for futures in
 * {@code await}; tasks live in a {@link dev.millrace.task.TaskGroup} and are cancelled by
 * {@link dev.millrace.task.CancelScope}. {@link dev.millrace.task.Futures} waits for several at once.
 *
 * <p><b>May import</b> {@code dev.millrace.loop}; of {@code dev.millrace.sys} the clock, the blocking pool and virtual
 * threads. <b>Invariant:</b> there is one way to wait: whoever makes somebody wait hands over an
 * {@link dev.millrace.task.Awaitable.Undo}, and cancel, timeout and first-of-many all use it. A cancel takes only what
 * nobody else waits for, and it has an owner: {@link dev.millrace.task.Cancelled} is the cancel of a scope around the
 * caller, every other is a failure. A failure is looked at by somebody or reported once; a task ends before its group
 * does.
 *
 * <pre>{@code
 * String first = TaskGroup.call(group -> {
 *     Task<String> slow = group.start(() -> await(Future.sleep(Duration.ofMillis(20)).map(nothing -> "hello")));
 *     Task<String> other = group.start(() -> await(Future.sleep(Duration.ofMillis(30)).map(nothing -> "hi")));
 *     Future<String> fastest = Futures.first(Futures.Losers.CANCEL, List.of(slow, other));
 *     return CancelScope.callWithTimeout(Duration.ofSeconds(1), () -> await(fastest));
 * });
 * }</pre>
 */
package dev.millrace.task;
