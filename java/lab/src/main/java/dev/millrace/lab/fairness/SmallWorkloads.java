package dev.millrace.lab.fairness;

import dev.millrace.testkit.fairness.Workload;
import dev.millrace.testkit.fairness.Workload.TaskOf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All small workloads: one to three tasks in two shares of equal weight, all ready from the begin, steps of 1 or 4 ns,
 * the same cost within a task. The smallest first: by steps, then by tasks, then by work.
 */
public final class SmallWorkloads {
    private static final int MAX_TASKS = 3;
    private static final long[] COSTS = {1, 4};

    private SmallWorkloads() {
    }

    /** Returns all with so many steps, or fewer. */
    public static List<Workload> upTo(int steps) {
        List<List<TaskOf>> found = new ArrayList<>();
        extend(List.of(), steps, found);
        return found.stream()
                .sorted(Comparator.<List<TaskOf>>comparingInt(tasks -> sum(tasks, task -> task.costs().size()))
                        .thenComparing(List::size)
                        .thenComparing(tasks -> sum(tasks, task -> (int) (task.costs().size() * task.costs().get(0)))))
                .map(SmallWorkloads::workload)
                .toList();
    }

    /** Returns one of these in short: the share of each task, how many steps it has, and what each costs. */
    public static String inShort(Workload workload) {
        return workload.tasks().stream()
                .map(task -> task.share() + ": " + task.costs().size() + " x " + task.costs().get(0))
                .collect(Collectors.joining(", "));
    }

    private static void extend(List<TaskOf> tasks, int steps, List<List<TaskOf>> found) {
        if (!tasks.isEmpty()) {
            found.add(tasks);
        }
        if (tasks.size() == MAX_TASKS) {
            return;
        }
        for (String share : tasks.isEmpty() ? List.of("a") : List.of("a", "b")) {
            for (long cost : COSTS) {
                for (int count = 1; count <= steps; count++) {
                    List<TaskOf> more = new ArrayList<>(tasks);
                    long[] costs = new long[count];
                    Arrays.fill(costs, cost);
                    more.add(TaskOf.of(share, costs));
                    extend(more, steps - count, found);
                }
            }
        }
    }

    private static int sum(List<TaskOf> tasks, Function<TaskOf, Integer> of) {
        return tasks.stream().mapToInt(of::apply).sum();
    }

    private static Workload workload(List<TaskOf> tasks) {
        Workload workload = Workload.EMPTY.share("a", 1).share("b", 1);
        for (TaskOf task : tasks) {
            workload = workload.task(task);
        }
        return workload;
    }
}
