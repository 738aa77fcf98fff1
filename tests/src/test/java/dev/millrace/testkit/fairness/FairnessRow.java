package dev.millrace.testkit.fairness;

import dev.millrace.testkit.fairness.Violation.Guarantee;
import dev.millrace.testkit.fairness.Workload.TaskOf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A row of the table that compares schedulers: which guarantees held, and the smallest workload that broke one. */
final class FairnessRow {
    static final int STEPS = 6;
    static final int LONG = 100;
    private static final List<Guarantee> GUARANTEES =
            List.of(Guarantee.BOUNDED_OVERTAKING, Guarantee.PROPORTIONAL_SHARE, Guarantee.BOUNDED_DELAY);

    private FairnessRow() {
    }

    /** Runs all small workloads and two long ones. */
    static String measure(String name, Function<Workload, Trace> run) {
        Map<Guarantee, String> broken = new EnumMap<>(Guarantee.class);
        for (Workload workload : SmallWorkloads.upTo(STEPS)) {
            Fairness fairness = Fairness.of(run.apply(workload));
            for (Guarantee guarantee : GUARANTEES) {
                fairness.violations(guarantee).stream().findFirst().ifPresent(first -> broken.putIfAbsent(guarantee,
                        "`" + SmallWorkloads.inShort(workload) + "`: " + number(first.measured()) + " > "
                        + number(first.bound())));
            }
        }
        List<String> cells = new ArrayList<>(List.of(name));
        GUARANTEES.forEach(guarantee -> cells.add(broken.getOrDefault(guarantee, "held")));
        Fairness equal = Fairness.of(run.apply(contended(1)));
        cells.add(String.valueOf(longestPass(equal)));
        Fairness unequal = Fairness.of(run.apply(contended(4)));
        cells.add(number(unequal.pairs().get(0).measure()));
        return "| " + String.join(" | ", cells) + " |";
    }

    /** Steps of 1 in one share, beside as many of another cost. */
    private static Workload contended(long cost) {
        long[] ones = new long[LONG];
        long[] others = new long[LONG];
        Arrays.fill(ones, 1);
        Arrays.fill(others, cost);
        return Workload.EMPTY.share("a", 1).share("b", 1)
                .task(TaskOf.of("a", ones)).task(TaskOf.of("b", others));
    }

    private static int longestPass(Fairness fairness) {
        return fairness.starving(1).stream().mapToInt(pass -> (int) pass.measured()).max().orElse(0);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }
}
