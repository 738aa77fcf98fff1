package dev.millrace.testkit.explore;

import dev.millrace.task.Task;
import dev.millrace.testkit.Trial;
import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Deviation;
import dev.millrace.testkit.schedule.Run;
import dev.millrace.testkit.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Every schedule of a program with at most so many deviations, each once: a schedule is followed by those that have one
 * deviation more, later than its last. What comes before a deviation does not change by it.
 */
final class Systematic {
    private final Trial trial;
    private final Task.Body program;
    private final Predicate<Run> stop;
    private final long budget;
    private long count;
    private Optional<Run> stopped = Optional.empty();

    /** Makes a search that ends at the first run for which {@code stop} holds, or after so many runs. */
    Systematic(Trial trial, Task.Body program, long budget, Predicate<Run> stop) {
        this.trial = trial;
        this.program = program;
        this.budget = budget;
        this.stop = stop;
    }

    /** Runs those with no deviation, then those with one more, and so on. */
    Systematic upTo(int deviations) {
        for (int exactly = 0; exactly <= deviations && !isOver(); exactly++) {
            long before = count;
            extend(Schedule.NATURAL, 0, exactly);
            if (count == before) {
                break;
            }
        }
        return this;
    }

    /** Returns how many schedules were run. */
    long count() {
        return count;
    }

    /** Returns the run that ended the search. */
    Optional<Run> stopped() {
        return stopped;
    }

    /** Returns whether every schedule was run. */
    boolean isComplete() {
        return !isOver();
    }

    private boolean isOver() {
        return stopped.isPresent() || count > budget;
    }

    /** Runs every schedule that has exactly so many deviations more, none of them before a choice. */
    private void extend(Schedule schedule, int from, int more) {
        Asking asking = new Asking(schedule);
        Run run = trial.run(asking, program);
        if (more == 0) {
            count++;
            if (stop.test(run)) {
                stopped = Optional.of(run);
            }
            return;
        }
        for (int i = from; i < asking.choices.size() && !isOver(); i++) {
            Choice choice = asking.choices.get(i);
            for (int option = 1; option < choice.options() && !isOver(); option++) {
                extend(schedule.with(new Deviation(choice.kind(), choice.where(), choice.ordinal(), option)), i + 1,
                        more - 1);
            }
        }
    }

    /** A schedule that notes what it was asked. */
    private static final class Asking implements Decisions {
        private final Schedule schedule;
        private final List<Choice> choices = new ArrayList<>();

        Asking(Schedule schedule) {
            this.schedule = schedule;
        }

        @Override
        public int decide(Choice choice) {
            choices.add(choice);
            return schedule.decide(choice);
        }
    }
}
