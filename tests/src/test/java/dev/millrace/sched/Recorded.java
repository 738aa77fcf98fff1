package dev.millrace.sched;

import java.util.ArrayList;
import java.util.List;

/** A scheduler under test and the order in which its steps came out, each charged at once with a cost of its own. */
final class Recorded {
    final Scheduler scheduler;
    final List<String> ran = new ArrayList<>();

    Recorded(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** A step that becomes ready again whenever it has run, so many times. */
    final class Busy extends Step {
        private final String name;
        private final long cost;
        private int times;

        Busy(String name, Share share, long cost, int times) {
            this.name = name;
            this.cost = cost;
            this.times = times;
            share(share);
        }

        @Override
        public void run() {
            ran.add(name);
            if (--times > 0) {
                scheduler.add(this);
            }
        }
    }

    Busy add(String name, Share share, long cost, int times) {
        Busy step = new Busy(name, share, cost, times);
        scheduler.add(step);
        return step;
    }

    /** Runs so many steps, or as many as there are; returns the names of those. */
    String run(int most) {
        ran.clear();
        for (int i = 0; i < most; i++) {
            Busy step = (Busy) scheduler.next();
            if (step == null) {
                break;
            }
            step.run();
            scheduler.charge(step.share(), step.cost);
        }
        return String.join("", ran);
    }
}
