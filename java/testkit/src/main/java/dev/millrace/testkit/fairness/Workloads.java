package dev.millrace.testkit.fairness;

import dev.millrace.testkit.fairness.Workload.Change;
import dev.millrace.testkit.fairness.Workload.TaskOf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random workloads: trees of up to six shares with tasks in them; they shrink to few shares, tasks and steps. */
final class Workloads {
    private static final int MAX_SHARES = 6;
    private static final int MAX_WEIGHT = 1000;
    private static final long MAX_NANOS = 20_000;
    /** From one burst to the next: longer than the work of one. */
    private static final long PAUSE = 1_000_000;

    private Workloads() {
    }

    /** A share as it is drawn: which of those before it is its parent, or one number more for the top. */
    private record Draft(int weight, int parent) {
    }

    /** What keeps a share busy: so many steps of these lengths in turn, and a request as a number of its first step. */
    private record Busy(int steps, List<Long> costs, int request, int part) {
        TaskOf task(String share) {
            return TaskOf.of(share, IntStream.range(0, steps).mapToLong(i -> costs.get(i % costs.size())).toArray());
        }

        /** A request that the length of steps divides is as likely as another one. */
        long nanos() {
            return Math.max(1, request * costs.get(0) - part);
        }
    }

    static Arbitrary<Workload> any() {
        return Combinators.combine(shares(1), tasks().list().ofMaxSize(12),
                change(weights()).list().ofMaxSize(3)).as(Workloads::build).withoutEdgeCases();
    }

    /** Workloads in which shares are busy from the begin and for long, and other tasks come and go within them. */
    static Arbitrary<Workload> busy() {
        Arbitrary<Busy> busy = Combinators.combine(Arbitraries.integers().between(10, 60),
                Arbitraries.longs().between(1, MAX_NANOS / 2).list().ofMinSize(1).ofMaxSize(4),
                Arbitraries.integers().between(1, 8),
                mostly(2, 0, Arbitraries.longs().between(0, MAX_NANOS / 2)).map(Long::intValue)).as(Busy::new);
        return Combinators.combine(shares(2), busy.list().ofSize(MAX_SHARES), tasks().list().ofMaxSize(6))
                .as(Workloads::keepBusy).withoutEdgeCases();
    }

    /** Workloads that come in bursts; between them everything is idle. */
    static Arbitrary<Workload> bursts() {
        Arbitrary<List<Long>> costs = Arbitraries.longs().between(1, MAX_NANOS / 2).list().ofMinSize(1).ofMaxSize(4);
        Arbitrary<TaskOf> task = Combinators.combine(numbers(), Arbitraries.longs().between(0, 3), costs)
                .as((share, burst, each) -> new TaskOf(share, burst * PAUSE, 0, Long.MAX_VALUE, each));
        return Combinators.combine(shares(2), task.list().ofMinSize(2).ofMaxSize(10))
                .as((shares, tasks) -> build(shares, tasks, List.of())).withoutEdgeCases();
    }

    private static Workload keepBusy(List<Draft> drafts, List<Busy> busy, List<TaskOf> tasks) {
        Workload others = build(drafts, tasks, List.of());
        Workload workload = new Workload(others.shares(), List.of(), List.of());
        for (int i = 0; i < drafts.size(); i++) {
            String share = others.shares().get(i).name();
            workload = workload.request(share, busy.get(i).nanos()).task(busy.get(i).task(share));
        }
        for (TaskOf task : others.tasks()) {
            workload = workload.task(task);
        }
        return workload;
    }

    private static Arbitrary<Integer> weights() {
        return Arbitraries.integers().between(1, MAX_WEIGHT);
    }

    /** Shrinking goes to 0, which is the top. */
    private static Arbitrary<List<Draft>> shares(int least) {
        return Combinators.combine(weights(), Arbitraries.integers().between(0, MAX_SHARES)).as(Draft::new).list()
                .ofMinSize(least).ofMaxSize(MAX_SHARES);
    }

    private static Arbitrary<TaskOf> tasks() {
        Arbitrary<Long> times = Arbitraries.longs().between(0, MAX_NANOS);
        return Combinators.combine(
                numbers(),
                mostly(2, 0, times),
                mostly(3, 0, times),
                mostly(5, Long.MAX_VALUE, times),
                costs()).as(TaskOf::new);
    }

    /** Steps of one length are as likely as others: among many long steps a bound has least to spare. */
    private static Arbitrary<List<Long>> costs() {
        Arbitrary<Long> cost = Arbitraries.longs().between(1, MAX_NANOS / 2);
        return Arbitraries.oneOf(
                cost.list().ofMinSize(1).ofMaxSize(12),
                Combinators.combine(Arbitraries.integers().between(1, 40), cost).as(Collections::nCopies));
    }

    private static Arbitrary<Long> mostly(int odds, long value, Arbitrary<Long> otherwise) {
        return Arbitraries.frequencyOf(List.of(Tuple.of(odds, Arbitraries.just(value)), Tuple.of(1, otherwise)));
    }

    /** The number of a share, until it is known how many there are. */
    private static Arbitrary<String> numbers() {
        return Arbitraries.integers().between(0, 59).map(String::valueOf);
    }

    private static Arbitrary<Change> change(Arbitrary<Integer> weights) {
        return Combinators.combine(numbers(), Arbitraries.longs().between(0, 5 * MAX_NANOS), weights).as(Change::new);
    }

    private static Workload build(List<Draft> drafts, List<TaskOf> tasks, List<Change> changes) {
        Workload workload = Workload.EMPTY;
        List<String> names = new ArrayList<>();
        for (Draft draft : drafts) {
            String name = String.valueOf((char) ('a' + names.size()));
            int above = draft.parent() % (names.size() + 1);
            workload = above == 0 ? workload.share(name, draft.weight())
                    : workload.share(name, draft.weight(), names.get(above - 1));
            names.add(name);
        }
        return new Workload(workload.shares(),
                tasks.stream().map(task -> new TaskOf(named(names, task.share()), task.at(), task.sleep(),
                        task.removeAt(), task.costs())).toList(),
                changes.stream().map(change -> new Change(named(names, change.share()), change.at(), change.weight()))
                        .toList());
    }

    private static String named(List<String> names, String number) {
        return names.get(Integer.parseInt(number) % names.size());
    }
}
