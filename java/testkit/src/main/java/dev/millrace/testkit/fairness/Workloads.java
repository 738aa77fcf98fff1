package dev.millrace.testkit.fairness;

import dev.millrace.testkit.fairness.Workload.Change;
import dev.millrace.testkit.fairness.Workload.ShareOf;
import dev.millrace.testkit.fairness.Workload.TaskOf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random workloads: trees of up to six shares with tasks in the leaves; they shrink to few shares, tasks and steps. */
final class Workloads {
    private static final int MAX_SHARES = 6;
    private static final int MAX_WEIGHT = 1000;
    private static final long MAX_NANOS = 20_000;

    private Workloads() {
    }

    /** A share as it is drawn: which of those before it is its parent, or one number more for the top. */
    private record Draft(int weight, int parent) {
    }

    static Arbitrary<Workload> any() {
        Arbitrary<Integer> weights = Arbitraries.integers().between(1, MAX_WEIGHT);
        // Shrinking goes to 0, which is the top.
        Arbitrary<Draft> shares = Combinators.combine(weights, Arbitraries.integers().between(0, MAX_SHARES))
                .as(Draft::new);
        return Combinators.combine(shares.list().ofMinSize(1).ofMaxSize(MAX_SHARES),
                tasks().list().ofMaxSize(12),
                change(weights).list().ofMaxSize(3)).as(Workloads::build).withoutEdgeCases();
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
        List<ShareOf> shares = new ArrayList<>();
        List<String> leaves = new ArrayList<>();
        for (Draft draft : drafts) {
            String name = String.valueOf((char) ('a' + shares.size()));
            int above = draft.parent() % (shares.size() + 1);
            Optional<String> parent = above == 0 ? Optional.empty() : Optional.of(shares.get(above - 1).name());
            parent.ifPresent(leaves::remove);
            leaves.add(name);
            shares.add(new ShareOf(name, draft.weight(), parent));
        }
        return new Workload(shares,
                tasks.stream().map(task -> new TaskOf(leaves.get(Integer.parseInt(task.share()) % leaves.size()),
                        task.at(), task.sleep(), task.removeAt(), task.costs())).toList(),
                changes.stream().map(change -> new Change(
                        shares.get(Integer.parseInt(change.share()) % shares.size()).name(), change.at(),
                        change.weight())).toList());
    }
}
