package dev.millrace.testkit.schedule;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What ran, step by step. Its hash is over the tasks' paths, their steps' numbers and every decision, and nothing else:
 * it is the same on every machine, JDK and kind of coroutine.
 *
 * @param steps the steps, in the order in which they ran
 * @param hash differs, as good as certainly, between two runs that are not the same
 */
public record Trace(List<Step> steps, long hash) {
    /** The cause of a step that no other step made ready, but a timer, the poller or another thread. */
    public static final int PHASE = -1;

    /**
     * A step that ran.
     *
     * @param path the path of its task
     * @param number the how-manieth step this was at that path, from 0
     * @param cause the index of the step that made it ready; or {@link #PHASE}
     * @param access what it did to a marked variable
     * @param option which of the ready steps it was, counted from the natural one
     * @param options how many there were to choose from; 1 if nothing was asked
     */
    public record Step(String path, int number, int cause, Access access, int option, int options) {
        /** Makes a step. */
        public Step {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(access, "access");
        }
    }

    /** Makes a trace. */
    public Trace {
        steps = List.copyOf(steps);
    }

    /** Returns how often a step was of another task than the step before. */
    public int switches() {
        int switches = 0;
        for (int i = 1; i < steps.size(); i++) {
            if (!steps.get(i).path().equals(steps.get(i - 1).path())) {
                switches++;
            }
        }
        return switches;
    }

    /** Returns the index of the first step in which another trace differs; -1 if they are the same. */
    public int firstDifference(Trace other) {
        int common = Math.min(steps.size(), other.steps.size());
        for (int i = 0; i < common; i++) {
            if (!steps.get(i).equals(other.steps.get(i))) {
                return i;
            }
        }
        return steps.size() == other.steps.size() ? -1 : common;
    }

    /** Returns one step as words: its number, its task, why it could run, what it did, and what might have run. */
    public String describe(int index) {
        Step step = steps.get(index);
        String line = String.format("%4d  %-16s %s", index, step.path().isEmpty() ? "(loop)" : step.path(), why(step));
        if (step.access() != Access.NONE) {
            line += ", " + step.access();
        }
        return step.option() == 0 ? line : line + ", instead of the natural one (option " + step.option() + ")";
    }

    private String why(Step step) {
        if (step.cause() == PHASE) {
            return step.number() == 0 ? "started" : "a timer or I/O";
        }
        String by = steps.get(step.cause()).path();
        if (by.equals(step.path())) {
            return "went on";
        }
        return (step.number() == 0 ? "started by " : "woken by ") + (by.isEmpty() ? "the loop" : by);
    }

    /** Returns a line for each step. */
    @Override
    public String toString() {
        return IntStream.range(0, steps.size()).mapToObj(this::describe)
                .collect(Collectors.joining("\n"));
    }
}
