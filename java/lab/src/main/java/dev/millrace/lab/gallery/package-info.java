/**
 * Floor 7: programs with bugs, for those who look for bugs.
 *
 * <p>{@link dev.millrace.lab.gallery.SctBench} has those on which strategies are compared in papers,
 * {@link dev.millrace.lab.gallery.LoopBugs} those that people write on an event loop. A
 * {@link dev.millrace.lab.gallery.Program} is the body of a main task, which makes all its state itself; what a program
 * gets wrong stands above its code.
 *
 * <p><b>May import</b> every floor but the lab. <b>Invariant:</b> each program fails in one way only, and whether it
 * does so in the natural order is known.
 *
 * <pre>{@code
 * Program program = SctBench.programs().get(0);
 * Optional<Finding> found = new Explore(program.body()).withSeed(7).run();
 * }</pre>
 */
package dev.millrace.lab.gallery;
