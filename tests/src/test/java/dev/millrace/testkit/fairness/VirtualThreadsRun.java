package dev.millrace.testkit.fairness;

import dev.millrace.testkit.fairness.Workload.TaskOf;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** Runs a workload as virtual threads that share one carrier: a thread per task, which yields between its steps. */
final class VirtualThreadsRun {
    private final Trace.Builder trace = new Trace.Builder();
    private final CountDownLatch left;

    private VirtualThreadsRun(int tasks) {
        left = new CountDownLatch(tasks);
    }

    /** The starter starts a virtual thread. All are started by one that keeps the carrier until it has ended. */
    static Trace of(Workload workload, Executor starter) {
        VirtualThreadsRun run = new VirtualThreadsRun(workload.tasks().size());
        Map<String, TracedShare> shares = new HashMap<>();
        workload.shares().forEach(share -> shares.put(share.name(), run.trace.share(share.name(), share.weight())));
        starter.execute(() -> {
            int number = 0;
            for (TaskOf task : workload.tasks()) {
                String name = task.share() + ++number;
                run.trace.ready(name, shares.get(task.share()));
                starter.execute(() -> run.body(name, shares.get(task.share()), task));
            }
        });
        try {
            run.left.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return run.trace.build();
    }

    private void body(String name, TracedShare share, TaskOf task) {
        int steps = task.costs().size();
        for (int i = 0; i < steps; i++) {
            trace.began(name);
            boolean more = i + 1 < steps;
            if (more) {
                trace.ready(name, share);
            }
            trace.ended(name, task.costs().get(i));
            if (more) {
                Thread.yield();
            }
        }
        left.countDown();
    }
}
