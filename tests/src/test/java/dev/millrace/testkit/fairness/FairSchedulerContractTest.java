package dev.millrace.testkit.fairness;

import dev.millrace.sched.FairScheduler;
import dev.millrace.sched.Scheduler;

/** The default scheduler keeps what it promises. */
class FairSchedulerContractTest implements SchedulerContract {
    @Override
    public Scheduler scheduler() {
        return new FairScheduler();
    }
}
