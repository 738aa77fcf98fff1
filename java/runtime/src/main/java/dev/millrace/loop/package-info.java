/**
 * Floor 2: the event loop.
 *
 * <p>{@link dev.millrace.loop.EventLoop} is what a user drives; its turn has five phases, which stand on one screen in
 * {@code Turn}: take the inbox, fire timers, run steps, poll, hand readiness out. <b>Phases complete, steps run.</b>
 *
 * <p>Whoever brings something of their own to the loop asks it for its {@link dev.millrace.loop.LoopCore}; a program
 * does not need it. A descriptor goes into the core's {@link dev.millrace.loop.Registry}: what waits for it is an
 * {@link dev.millrace.loop.Operation} in a {@link dev.millrace.loop.Direction} of its
 * {@link dev.millrace.loop.Registration}. Work that becomes ready again and again extends
 * {@link dev.millrace.loop.LoopStep}, and {@code makeReady} of the core lets it run. A coroutine is such a step, and
 * mounts its thread while it runs.
 *
 * <p><b>May import</b> {@code dev.millrace.sched} and {@code dev.millrace.sys}. <b>Invariant:</b> one thread; user code
 * runs as a step on a fresh stack, and a turn runs as many steps as were ready when it began, so what a step makes
 * ready does not keep the poll from happening.
 *
 * <pre>{@code
 * try (EventLoop loop = new EventLoop(Platform.system())) {
 *     loop.timer(loop::stop).arm(Duration.ofMillis(20));
 *     loop.run();
 * }
 * }</pre>
 */
package dev.millrace.loop;
