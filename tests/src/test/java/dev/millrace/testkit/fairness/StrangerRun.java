package dev.millrace.testkit.fairness;

import dev.millrace.testkit.fairness.Workload.ShareOf;
import dev.millrace.testkit.fairness.Workload.TaskOf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs a workload on somebody else's executor of one thread. All tasks are submitted from outside while a first one
 * keeps the thread, or by that one. A task that has more steps submits itself again while its step runs, which is how
 * tasks of executors yield. Nothing really takes its cost: the order is the stranger's, the costs are declared.
 */
final class StrangerRun {
    private static final long LIMIT_SECONDS = 30;

    private final Executor executor;
    private final Trace.Builder trace = new Trace.Builder();
    private final CountDownLatch left;

    private StrangerRun(Executor executor, Workload workload) {
        this.executor = executor;
        left = new CountDownLatch(workload.tasks().stream().mapToInt(task -> task.costs().size()).sum());
    }

    /** Tasks are submitted by another thread. */
    static Trace fromOutside(Workload workload, Executor executor) {
        StrangerRun run = new StrangerRun(executor, workload);
        List<Yielding> tasks = run.tasks(workload);
        CountDownLatch kept = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        executor.execute(() -> {
            kept.countDown();
            await(gate);
        });
        await(kept);
        tasks.forEach(run::submit);
        gate.countDown();
        await(run.left);
        return run.trace.build();
    }

    /** Tasks are submitted by a task. */
    static Trace fromInside(Workload workload, Executor executor) {
        StrangerRun run = new StrangerRun(executor, workload);
        List<Yielding> tasks = run.tasks(workload);
        executor.execute(() -> tasks.forEach(run::submit));
        await(run.left);
        return run.trace.build();
    }

    private void submit(Yielding task) {
        trace.ready(task, task.share);
        executor.execute(task);
    }

    private List<Yielding> tasks(Workload workload) {
        Map<String, TracedShare> shares = new HashMap<>();
        for (ShareOf share : workload.shares()) {
            shares.put(share.name(), trace.share(share.name(), share.weight()));
        }
        List<Yielding> tasks = new ArrayList<>();
        for (TaskOf task : workload.tasks()) {
            tasks.add(new Yielding(task.share() + (tasks.size() + 1), shares.get(task.share()), task.costs()));
        }
        return tasks;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the executor does not run what it was given");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private final class Yielding implements Runnable {
        private final String name;
        private final TracedShare share;
        private final List<Long> costs;
        private int next;

        Yielding(String name, TracedShare share, List<Long> costs) {
            this.name = name;
            this.share = share;
            this.costs = costs;
        }

        @Override
        public void run() {
            trace.began(this);
            long cost = costs.get(next++);
            if (next < costs.size()) {
                submit(this);
            }
            trace.ended(this, cost);
            left.countDown();
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
