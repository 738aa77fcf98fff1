package dev.millrace.inspect;

/**
 * A running program as JMX shows it, under {@code dev.millrace:type=Program,name="..."}. Each operation asks the loop,
 * which goes on meanwhile, and returns within about a second: a loop that does not answer is what the text says then.
 */
public interface ProgramMXBean {
    /** Returns the tasks as a table. */
    String tasks();

    /** Returns the tasks as a tree. */
    String tree();

    /** Returns how many tasks there are in each state, and how many deadlocks. */
    String statistics();
}
