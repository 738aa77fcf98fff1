package dev.millrace.lab.fairness;

import dev.millrace.testkit.fairness.Fairness;
import dev.millrace.testkit.fairness.Trace;
import dev.millrace.testkit.fairness.Violation.Guarantee;
import dev.millrace.testkit.fairness.Workload;
import dev.millrace.testkit.fairness.Workload.TaskOf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How fair a scheduler is: a row of a table that compares several.
 *
 * @param name the scheduler's name
 * @param broken the smallest counterexample for each guarantee that does not hold in all small workloads
 * @param passedOver how many steps began while one was ready, at the most, if each of two shares has one long task
 * @param apart how far apart the work of two shares got whose steps cost 1 and 4 nanoseconds; 5 is allowed
 */
public record FairnessRow(String name, Map<Guarantee, Counterexample> broken, int passedOver, double apart) {
    /** How many steps the largest of the small workloads has. */
    public static final int STEPS = 6;
    /** How many steps a long task has. */
    public static final int LONG = 100;
    /** The guarantees of the columns, in their order. */
    public static final List<Guarantee> GUARANTEES =
            List.of(Guarantee.BOUNDED_OVERTAKING, Guarantee.PROPORTIONAL_SHARE, Guarantee.BOUNDED_DELAY);
    /** The names of the columns. */
    public static final List<String> HEADER =
            List.of("scheduler", "order", "proportion", "delay", "passed over", "apart");

    /** Makes a row. */
    public FairnessRow {
        broken = Collections.unmodifiableMap(new EnumMap<>(broken));
    }

    /**
     * Measures a scheduler by all small workloads and two long ones.
     *
     * @param name the scheduler's name
     * @param run runs a workload on a new scheduler
     */
    public static FairnessRow measure(String name, Function<Workload, Trace> run) {
        Map<Guarantee, Counterexample> broken = new EnumMap<>(Guarantee.class);
        for (Workload workload : SmallWorkloads.upTo(STEPS)) {
            Fairness fairness = Fairness.of(run.apply(workload));
            for (Guarantee guarantee : GUARANTEES) {
                fairness.violations(guarantee).stream().findFirst().ifPresent(first ->
                        broken.putIfAbsent(guarantee, new Counterexample(workload, first)));
            }
        }
        Fairness equal = Fairness.of(run.apply(contended(1)));
        Fairness unequal = Fairness.of(run.apply(contended(4)));
        return new FairnessRow(name, broken, longestPass(equal), unequal.pairs().get(0).measure());
    }

    /** Returns the smallest workload that breaks a guarantee; empty if all of them hold it. */
    public Optional<Counterexample> broken(Guarantee guarantee) {
        return Optional.ofNullable(broken.get(guarantee));
    }

    /** Returns the cells, as many as {@link #HEADER} has. */
    public List<String> cells() {
        List<String> cells = new ArrayList<>(List.of(name));
        GUARANTEES.forEach(each -> cells.add(broken(each).map(Counterexample::toString).orElse("held")));
        cells.add(String.valueOf(passedOver));
        cells.add(Counterexample.number(apart));
        return cells;
    }

    /** Steps of 1 in one share, beside as many of another cost. */
    private static Workload contended(long cost) {
        return Workload.EMPTY.share("a", 1).share("b", 1).task(task("a", 1)).task(task("b", cost));
    }

    private static TaskOf task(String share, long cost) {
        long[] costs = new long[LONG];
        Arrays.fill(costs, cost);
        return TaskOf.of(share, costs);
    }

    private static int longestPass(Fairness fairness) {
        return fairness.starving(1).stream().mapToInt(pass -> (int) pass.measured()).max().orElse(0);
    }

    /** Returns the row of a table in Markdown. */
    @Override
    public String toString() {
        return "| " + String.join(" | ", cells()) + " |";
    }
}
