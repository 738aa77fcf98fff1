package dev.millrace.lab;

import dev.millrace.lab.fairness.FairnessRow;
import dev.millrace.lab.fairness.SmallWorkloads;
import dev.millrace.lab.fairness.Strawmen;
import dev.millrace.sched.EevdfScheduler;
import dev.millrace.sched.FairScheduler;
import dev.millrace.sched.FifoScheduler;
import dev.millrace.sched.Scheduler;
import dev.millrace.testkit.fairness.VirtualRun;
import dev.millrace.testkit.fairness.Violation.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** How fair our schedulers are, beside some with a known fault. */
final class FairnessReport {
    private final List<FairnessRow> rows = List.of(
            row("fair queueing", FairScheduler::new),
            row("EEVDF", EevdfScheduler::new),
            row("FIFO", FifoScheduler::new),
            row("round robin by count", Strawmen.RoundRobin::new),
            row("lottery", Strawmen.Lottery::new),
            row("priority without ageing", Strawmen.Priority::new),
            row("LIFO slot", Strawmen.LifoSlot::new));

    private static FairnessRow row(String name, Supplier<Scheduler> scheduler) {
        return FairnessRow.measure(name, workload -> VirtualRun.of(workload, scheduler.get()));
    }

    /** Returns whether the default scheduler keeps all guarantees. */
    boolean defaultIsFair() {
        return rows.get(0).broken().isEmpty();
    }

    /** Returns the lines: the table, what its columns mean, and each counterexample with what happened in it. */
    List<String> lines() {
        List<List<String>> table = new ArrayList<>(List.of(FairnessRow.HEADER));
        rows.forEach(row -> table.add(row.cells()));
        List<String> lines = new ArrayList<>(Table.lines(table));
        lines.addAll(legend());
        for (FairnessRow row : rows) {
            for (Guarantee guarantee : FairnessRow.GUARANTEES) {
                row.broken(guarantee).ifPresent(found -> {
                    lines.add("");
                    lines.add(row.name() + ", " + SmallWorkloads.inShort(found.workload()));
                    lines.addAll(found.violation().toString().lines().toList());
                });
            }
        }
        return lines;
    }

    private static List<String> legend() {
        return """

                Each ran all %d workloads of up to three tasks in two shares of equal weight, with up to %d steps in
                all. `a: 2 x 4` is a task in share a with two steps of 4 ns. A cell says that the guarantee held in all
                of them, or shows the smallest that broke it, what was measured, and the bound.
                order: no step is overtaken by one of its share that became ready later.
                proportion: the work of two busy shares is no further apart than their longest steps together.
                delay: at most twice the work ahead of a step, and the longest steps of both shares, precede it.
                passed over: how many steps began while one was ready, if each share has one task of %d steps of 1 ns.
                apart: how far apart the work of the shares got, if those of b are steps of 4 ns; 5 is allowed.
                """.formatted(SmallWorkloads.upTo(FairnessRow.STEPS).size(), FairnessRow.STEPS, FairnessRow.LONG)
                .lines().toList();
    }
}
