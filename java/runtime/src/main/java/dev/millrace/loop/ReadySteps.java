package dev.millrace.loop;

import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import java.util.Arrays;

/**
 * The steps that are ready, in two lists: this turn's, which the scheduler orders, and what steps make ready while they
 * run, which is the next turn's. So a step that makes itself ready again cannot keep the poll from happening.
 */
final class ReadySteps {
    private static final int SMALLEST = 64;
    /** The place of a step that is in the scheduler. */
    private static final int SCHEDULED = -1;

    private final Scheduler scheduler;
    private final Share root = new Share("root");
    /** The share of the step that runs. */
    private Share current = root;
    private boolean running;
    /** The next turn's steps, with holes where one was taken back. */
    private LoopStep[] later = new LoopStep[SMALLEST];
    private int laterSize;

    ReadySteps(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void add(LoopStep step) {
        if (step.ready) {
            return;
        }
        step.ready = true;
        adopt(step);
        if (!running) {
            step.place = SCHEDULED;
            scheduler.add(step);
            return;
        }
        if (laterSize == later.length) {
            later = Arrays.copyOf(later, 2 * laterSize);
        }
        step.place = laterSize;
        later[laterSize++] = step;
    }

    /** Puts a step that is in no share into that of the step that runs now. */
    void adopt(Step step) {
        if (step.share() == null) {
            step.share(current);
        }
    }

    void remove(LoopStep step) {
        if (!step.ready) {
            return;
        }
        step.ready = false;
        if (step.place == SCHEDULED) {
            scheduler.remove(step);
        } else {
            later[step.place] = null;
        }
    }

    /** Begins the run phase: what becomes ready from now on waits for the next turn. */
    void beginRun() {
        running = true;
    }

    /** Ends the run phase. */
    void endRun() {
        running = false;
        current = root;
        for (int i = 0; i < laterSize; i++) {
            LoopStep step = later[i];
            if (step != null) {
                later[i] = null;
                step.place = SCHEDULED;
                scheduler.add(step);
            }
        }
        if (laterSize < later.length / 4 && later.length > SMALLEST) {
            later = new LoopStep[later.length / 2];
        }
        laterSize = 0;
    }

    /** Takes the step that is to run now; null if this turn has none left. */
    LoopStep next() {
        LoopStep step = (LoopStep) scheduler.next();
        if (step != null) {
            if (!step.ready || step.place != SCHEDULED) {
                throw new IllegalStateException(scheduler + " gave a step that it does not have: " + step.inWords());
            }
            step.ready = false;
            current = step.share();
        }
        return step;
    }

    /** Returns whether this turn has no step; outside of the run phase that means that none is ready at all. */
    boolean isEmpty() {
        return scheduler.isEmpty();
    }

    int stepsPerReading() {
        return scheduler.stepsPerReading();
    }

    /** Charges the share of the step that has just run. */
    void charge(long nanos) {
        scheduler.charge(current, nanos);
    }
}
