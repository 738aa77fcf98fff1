package dev.millrace.testkit.fairness;

import dev.millrace.sched.EevdfScheduler;
import dev.millrace.sched.Scheduler;

/** The second policy keeps what it promises. */
class EevdfSchedulerContractTest implements SchedulerContract.BoundedLag {
    @Override
    public Scheduler scheduler() {
        return new EevdfScheduler();
    }
}
