package dev.millrace.testkit.schedule;

/**
 * Answers every question of a simulated run: the one source of chance in it. So the same answers are the same run.
 */
@FunctionalInterface
public interface Decisions {
    /** Takes the natural option always: first ready, first run; whole reads; no delay; no fault. */
    Decisions NATURAL = choice -> 0;

    /** Returns the option that is taken, from 0 to {@code choice.options() - 1}. */
    int decide(Choice choice);
}
