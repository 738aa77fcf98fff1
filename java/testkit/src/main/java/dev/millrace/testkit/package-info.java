/**
 * Floor 6: the world in memory, for tests.
 *
 * <p>{@link dev.millrace.testkit.Simulation} makes a loop on a platform of its own: a clock that moves only when it is
 * told to or when everything waits, sockets between programs of one process, blocking work that runs as steps, and
 * failures on demand. The runtime above floor 1 is the one that runs in production; only the platform is another.
 *
 * <p><b>May import</b> every floor. <b>Invariant:</b> no thread, no real time and no descriptor: two runs of one
 * program are the same run.
 *
 * <pre>{@code
 * try (Simulation simulation = new Simulation()) {
 *     simulation.runCallbacks(loop -> Future.sleep(loop, Duration.ofDays(365)));      // takes no time
 * }
 * }</pre>
 */
package dev.millrace.testkit;
