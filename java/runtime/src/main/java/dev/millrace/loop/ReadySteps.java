package dev.millrace.loop;

import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import dev.millrace.sys.Clock;

/**
 * The steps that are ready. The scheduler orders them; what the loop relies on is kept here: which are in it, and how
 * many of them are this turn's. A turn runs as many steps as were ready when its run phase began, so a step that makes
 * itself ready again cannot keep the poll from happening, whatever the scheduler. It stays in the scheduler between
 * two of its runs, and its share with it: a share with one busy task is not idle until the next turn.
 */
final class ReadySteps {
    /** What is charged for a step at least, so that steps that the clock does not see cost something. */
    private static final long LEAST_CHARGE = 100;
    /** More than so many quanta are charged for nothing: a pause of the machine is nobody's fault. */
    private static final long QUANTA = 10;

    private final Scheduler scheduler;
    private final Clock clock;
    private final LoopObserver observer;
    private final Share root = new Share("root");
    private final long mostCharge;
    /** The share of the step that runs. */
    private Share current = root;
    /** How many steps the scheduler has, and how many more this turn may run. */
    private int size;
    private int left;
    /** Counts the run phases: what became ready since the last one began is none of this turn's. */
    private int round;
    /** When the clock was last read: what becomes ready is taken as ready since then. */
    private long now;

    ReadySteps(Scheduler scheduler, Clock clock, LoopObserver observer, long quantum) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.observer = observer;
        this.mostCharge = QUANTA * quantum;
    }

    Share root() {
        return root;
    }

    void add(LoopStep step) {
        if (step.ready) {
            return;
        }
        step.ready = true;
        adopt(step);
        step.round = round;
        step.readySince = now;
        step.share().readied();
        scheduler.add(step);
        size++;
        if (observer != LoopObserver.NONE) {
            observer.stepReady(step);
        }
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
        step.share().takenBack();
        scheduler.remove(step);
        size--;
        if (observer != LoopObserver.NONE) {
            observer.stepTakenBack(step);
        }
        if (left > 0 && step.round != round) {
            left--;
        }
    }

    /** Begins the run phase: what becomes ready from now on waits for the next turn. */
    void beginRun() {
        round++;
        left = size;
    }

    /** Ends the run phase. */
    void endRun() {
        left = 0;
        current = root;
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
        if (!step.ready) {
            throw new IllegalStateException(scheduler + " gave a step that it does not have: " + step.inWords());
        }
        left--;
        size--;
        step.ready = false;
        Share share = step.share();
        share.began(now - step.readySince);
        if (current != share) {
            current = share;
        }
        return step;
    }

    /** Returns whether none is ready. */
    boolean isEmpty() {
        return scheduler.isEmpty();
    }

    int stepsPerReading() {
        return scheduler.stepsPerReading();
    }

    /** Returns the share of the step that runs. */
    Share current() {
        return current;
    }

    /** Reads the clock; the time since it was last read is nobody's. */
    long readClock() {
        return now = clock.nanoTime();
    }

    /** Returns when the clock was last read. */
    long now() {
        return now;
    }

    /** Charges a share with the time since the clock was last read. */
    long charge(Share share) {
        long before = now;
        long took = readClock() - before;
        share.took(took);
        scheduler.charge(share, Math.max(LEAST_CHARGE, Math.min(took, mostCharge)));
        return now;
    }

    /** Charges for work of the runtime's own that was done for a share, if accounts are kept. */
    void chargeWork(Share share) {
        if (scheduler.stepsPerReading() == 1) {
            charge(share);
        }
    }
}
