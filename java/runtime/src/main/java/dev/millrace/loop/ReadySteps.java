package dev.millrace.loop;

import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import java.util.Arrays;

/**
 * The steps that are ready, in two parts: this turn's, which the scheduler orders, and what steps make ready while they
 * run, which is the next turn's. So a step that makes itself ready again cannot keep the poll from happening.
 *
 * <p>The next turn's wait in a list; or, if the scheduler keeps the order of adding, in the scheduler behind this
 * turn's. A list would cost a resume some 20 ns there: a reference stored into an old array has a fence of the
 * collector.
 */
final class ReadySteps {
    private static final int SMALLEST = 64;

    private final Scheduler scheduler;
    private final boolean ordered;
    private final Share root = new Share("root");
    /** The share of the step that runs. */
    private Share current = root;
    private boolean running;
    /** How many steps the scheduler has, and how many of them are this turn's. */
    private int size;
    private int left;
    /** The next turn's steps, with holes where one was taken back. */
    private LoopStep[] later = new LoopStep[SMALLEST];
    private int laterSize;
    /** Counts the run phases downwards: the place of a step put into the scheduler since the last one began. */
    private int round = -1;

    ReadySteps(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.ordered = scheduler.keepsOrder();
    }

    void add(LoopStep step) {
        if (step.ready) {
            return;
        }
        step.ready = true;
        adopt(step);
        if (running && !ordered) {
            addLater(step);
        } else {
            step.place = round;
            scheduler.add(step);
            size++;
        }
    }

    private void addLater(LoopStep step) {
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
        if (step.place >= 0) {
            later[step.place] = null;
            return;
        }
        scheduler.remove(step);
        size--;
        if (running && step.place != round) {
            left--;
        }
    }

    /** Begins the run phase: what becomes ready from now on waits for the next turn. */
    void beginRun() {
        running = true;
        round = round == Integer.MIN_VALUE ? -1 : round - 1;
        left = size;
    }

    /** Ends the run phase: what is left and what became ready is this turn's from now on. */
    void endRun() {
        running = false;
        current = root;
        for (int i = 0; i < laterSize; i++) {
            LoopStep step = later[i];
            if (step != null) {
                later[i] = null;
                step.place = round;
                scheduler.add(step);
                size++;
            }
        }
        if (laterSize < later.length / 4 && later.length > SMALLEST) {
            later = new LoopStep[later.length / 2];
        }
        laterSize = 0;
    }

    /** Takes the step that is to run now; null if this turn has none left. */
    LoopStep next() {
        if (left == 0) {
            return null;
        }
        LoopStep step = (LoopStep) scheduler.next();
        if (step == null) {
            return null;
        }
        if (!step.ready || step.place >= 0) {
            throw new IllegalStateException(scheduler + " gave a step that it does not have: " + step.inWords());
        }
        left--;
        size--;
        step.ready = false;
        if (current != step.share()) {
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
