package dev.millrace.testkit.fairness;

import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import dev.millrace.testkit.fairness.Workload.Change;
import dev.millrace.testkit.fairness.Workload.ShareOf;
import dev.millrace.testkit.fairness.Workload.TaskOf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Runs a workload on a scheduler in virtual time. The clock moves by what steps cost, and jumps when nothing is ready.
 * What is due while a step runs happens before the step is charged, in the order of its time. The own steps of a share
 * that has children are traced as a child named "own", of the default weight.
 */
public final class VirtualRun {
    private final Scheduler scheduler;
    private final Trace.Builder trace = new Trace.Builder();
    private final Map<String, Share> shares = new HashMap<>();
    private final Map<Share, TracedShare> traced = new HashMap<>();
    /** What the own steps of shares that have children are traced as. */
    private final Map<Share, TracedShare> own = new HashMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private int sequence;
    private int ready;

    private VirtualRun(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Runs a workload to its end.
     *
     * @param workload the workload
     * @param scheduler a new scheduler
     * @return what happened
     * @throws AssertionError if the scheduler gives a step that is not ready, or does not give one that is
     */
    public static Trace of(Workload workload, Scheduler scheduler) {
        VirtualRun run = new VirtualRun(scheduler);
        run.prepare(workload);
        run.run();
        return run.trace.build();
    }

    /** What happens at a moment; things of one moment in the order they were planned. */
    private record Due(long at, int sequence, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Integer.compare(sequence, other.sequence);
        }
    }

    /** A task of the workload, which the scheduler sees as a step. */
    private final class Running extends Step {
        private final String name;
        private final TaskOf task;
        private int next;
        private boolean removed;

        Running(String name, TaskOf task) {
            this.name = name;
            this.task = task;
            share(shares.get(task.share()));
        }

        @Override
        public void run() {
            throw new UnsupportedOperationException(this + " runs in virtual time");
        }

        void becomeReady() {
            if (!removed) {
                trace.ready(this, own.getOrDefault(share(), traced.get(share())));
                ready++;
                scheduler.add(this);
            }
        }

        void remove() {
            if (trace.isReady(this)) {
                removed = true;
                trace.removed(this);
                ready--;
                scheduler.remove(this);
            }
        }

        /** Takes the cost of the step that begins. */
        long begin() {
            long cost = task.costs().get(next++);
            if (next < task.costs().size()) {
                plan(trace.now() + cost + task.sleep(), this::becomeReady);
            }
            return cost;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private void plan(long at, Runnable what) {
        due.add(new Due(at, sequence++, what));
    }

    private void prepare(Workload workload) {
        workload.shares().forEach(this::make);
        workload.tasks().forEach(task -> giveOwn(workload, task.share()));
        Map<String, Integer> count = new HashMap<>();
        List<Running> tasks = new ArrayList<>();
        for (TaskOf task : workload.tasks()) {
            tasks.add(new Running(task.share() + count.merge(task.share(), 1, Integer::sum), task));
        }
        for (Running each : tasks) {
            if (!each.task.costs().isEmpty()) {
                plan(each.task.at(), each::becomeReady);
            }
        }
        for (Change change : workload.changes()) {
            plan(change.at(), () -> {
                shares.get(change.share()).weight(change.weight());
                trace.weight(traced.get(shares.get(change.share())), change.weight());
            });
        }
        for (Running each : tasks) {
            if (each.task.removeAt() != Long.MAX_VALUE) {
                plan(each.task.removeAt(), each::remove);
            }
        }
    }

    private void make(ShareOf share) {
        if (share.parent().isPresent()) {
            Share parent = shares.get(share.parent().get());
            shares.put(share.name(), parent.child(share.name(), share.weight()));
            traced.put(shares.get(share.name()), trace.share(share.name(), share.weight(), traced.get(parent)));
        } else {
            Share top = new Share(share.name());
            top.weight(share.weight());
            shares.put(share.name(), top);
            traced.put(top, trace.share(share.name(), share.weight()));
        }
        shares.get(share.name()).request(Duration.ofNanos(share.request()));
    }

    /** Own steps beside children stand in the trace as one of them. */
    private void giveOwn(Workload workload, String name) {
        if (workload.shares().stream().anyMatch(each -> each.parent().equals(Optional.of(name)))) {
            own.computeIfAbsent(shares.get(name),
                    share -> trace.share(Workload.OWN, Share.DEFAULT_WEIGHT, traced.get(share)));
        }
    }

    private void run() {
        while (true) {
            happenUntil(trace.now());
            Step step = scheduler.next();
            if (step != null) {
                serve(step);
            } else if (!due.isEmpty()) {
                trace.advanceTo(due.peek().at());
            } else {
                check(ready == 0, ready + " ready steps were never given");
                check(scheduler.isEmpty(), "says that it is not empty, after the last step");
                return;
            }
        }
    }

    private void serve(Step step) {
        check(step instanceof Running && trace.isReady(step), "gave " + step + ", which is not ready");
        Running running = (Running) step;
        ready--;
        trace.began(running);
        long begin = trace.now();
        long cost = running.begin();
        happenUntil(begin + cost);
        scheduler.charge(running.share(), cost);
        trace.ended(running, cost);
        check(ready == 0 || !scheduler.isEmpty(), "says that it is empty, while " + ready + " steps are ready");
    }

    private void happenUntil(long moment) {
        while (!due.isEmpty() && due.peek().at() <= moment) {
            Due next = due.poll();
            trace.advanceTo(next.at());
            next.what().run();
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(scheduler + " " + otherwise + "\n" + trace.build());
        }
    }
}
