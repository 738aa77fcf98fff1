package dev.millrace.testkit.fairness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a scheduler is to do, as a value: shares, tasks that become ready in them, and how long their steps take. It is
 * run by {@link VirtualRun}. Its toString is Java that makes it again, so that what a property has found can be kept as
 * a test.
 *
 * @param shares the shares, parents before their children
 * @param tasks the tasks; those that become ready at one moment do so in this order
 * @param changes the changes of weights
 */
public record Workload(List<ShareOf> shares, List<TaskOf> tasks, List<Change> changes) {
    /** The name that a trace gives to a share's own steps beside those of its children. */
    static final String OWN = "own";

    /** Nothing to do. */
    public static final Workload EMPTY = new Workload(List.of(), List.of(), List.of());
    private static final long NEVER = Long.MAX_VALUE;
    private static final long REQUEST = 1_000_000;

    /**
     * A share.
     *
     * @param name its name, which no other has
     * @param weight its first weight
     * @param parent the name of the share it is a part of; empty if it is at the top
     * @param request how much time it asks for at once, in nanoseconds; a millisecond unless it is said
     */
    public record ShareOf(String name, int weight, Optional<String> parent, long request) {
    }

    /**
     * A task: one step after the other.
     *
     * @param share the name of its share; the own steps of a share that has children are one of these, as in
     *     {@link dev.millrace.sched.Share}
     * @param at when it first becomes ready, in nanoseconds
     * @param sleep how long it sleeps after each step; at 0 it becomes ready again while the step still runs
     * @param removeAt when it is taken back for good if it is ready then; {@link Long#MAX_VALUE} for never
     * @param costs how long each of its steps takes, in nanoseconds
     */
    public record TaskOf(String share, long at, long sleep, long removeAt, List<Long> costs) {
        /** Makes a task that is ready from the begin. */
        public static TaskOf of(String share, long... costs) {
            return new TaskOf(share, 0, 0, NEVER, Arrays.stream(costs).boxed().toList());
        }

        /** Returns this task with another begin. */
        public TaskOf from(long moment) {
            return new TaskOf(share, moment, sleep, removeAt, costs);
        }

        /** Returns this task with sleep after each of its steps. */
        public TaskOf sleeping(long nanos) {
            return new TaskOf(share, at, nanos, removeAt, costs);
        }

        /** Returns this task, taken back at a moment if it is ready then. */
        public TaskOf removedAt(long moment) {
            return new TaskOf(share, at, sleep, moment, costs);
        }

        @Override
        public String toString() {
            return "TaskOf.of(\"" + share + "\", "
                    + costs.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")"
                    + (at == 0 ? "" : ".from(" + at + ")")
                    + (sleep == 0 ? "" : ".sleeping(" + sleep + ")")
                    + (removeAt == NEVER ? "" : ".removedAt(" + removeAt + ")");
        }
    }

    /**
     * A change of weight.
     *
     * @param share the name of the share
     * @param at when, in nanoseconds
     * @param weight the new weight
     */
    public record Change(String share, long at, int weight) {
    }

    /** Makes a workload. */
    public Workload {
        shares = List.copyOf(shares);
        tasks = List.copyOf(tasks);
        changes = List.copyOf(changes);
    }

    /** Returns this workload with one more share at the top. */
    public Workload share(String name, int weight) {
        return new Workload(and(shares, new ShareOf(name, weight, Optional.empty(), REQUEST)), tasks, changes);
    }

    /** Returns this workload with one more share, within another. */
    public Workload share(String name, int weight, String parent) {
        return new Workload(and(shares, new ShareOf(name, weight, Optional.of(parent), REQUEST)), tasks, changes);
    }

    /** Returns this workload with another request of a share, in nanoseconds. */
    public Workload request(String share, long nanos) {
        return new Workload(shares.stream().map(each -> each.name().equals(share)
                ? new ShareOf(share, each.weight(), each.parent(), nanos) : each).toList(), tasks, changes);
    }

    /** Returns the request of a share in a trace of this workload; own steps ask for what their share asks for. */
    long requestOf(TracedShare traced) {
        String name = traced.name().equals(OWN) ? traced.parent().orElseThrow().name() : traced.name();
        return shares.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow().request();
    }

    /** Returns this workload with one more task. */
    public Workload task(TaskOf task) {
        return new Workload(shares, and(tasks, task), changes);
    }

    /** Returns this workload with one more change of weight. */
    public Workload weight(String share, long at, int weight) {
        return new Workload(shares, tasks, and(changes, new Change(share, at, weight)));
    }

    private static <T> List<T> and(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Workload.EMPTY");
        for (ShareOf share : shares) {
            text.append("\n    .share(\"").append(share.name()).append("\", ").append(share.weight())
                    .append(share.parent().map(parent -> ", \"" + parent + "\")").orElse(")"));
            if (share.request() != REQUEST) {
                text.append(".request(\"").append(share.name()).append("\", ").append(share.request()).append(')');
            }
        }
        tasks.forEach(task -> text.append("\n    .task(").append(task).append(')'));
        for (Change change : changes) {
            text.append("\n    .weight(\"").append(change.share()).append("\", ").append(change.at()).append(", ")
                    .append(change.weight()).append(')');
        }
        return text.toString();
    }
}
