/**
 * Floor 2: the event loop.
 *
 * <p>{@link dev.millrace.loop.EventLoop#turn} has five named phases: take the inbox, expire timers, run steps, poll,
 * hand readiness out. What runs is a {@link dev.millrace.sched.Step}; what waits for a descriptor is an
 * {@link dev.millrace.loop.Operation} on a {@link dev.millrace.loop.Direction} of a {@link dev.millrace.loop.Registration}.
 *
 * <p><b>May import</b> {@code dev.millrace.sys}. <b>Invariant:</b> one thread; everything that runs is a step on a
 * fresh stack, and what becomes ready while steps run does not run before the next poll.
 *
 * <pre>{@code
 * try (EventLoop loop = new EventLoop(Platform.system())) {
 *     loop.timer(loop::stop).arm(Duration.ofMillis(20));
 *     loop.run();
 * }
 * }</pre>
 */
package dev.millrace.loop;
