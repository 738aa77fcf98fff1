package dev.millrace.testkit.fairness;

import static java.util.stream.Collectors.groupingBy;

import dev.millrace.testkit.fairness.Violation.Guarantee;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * How fair a trace is: measures, each beside its bound, and the guarantees that it breaks. {@link PairFairness} and
 * {@link ShareFairness} define the measures and name their sources. Shares are compared with their siblings, and what a
 * share is charged with counts for all that it is within.
 *
 * <p>Takes time and memory in proportion to the events times the siblings of a share, and n log n for n steps.
 */
public final class Fairness {
    private final Trace trace;
    private final List<Wait> waits;
    private final List<PairFairness> pairs;
    private final List<ShareFairness> shares;
    private final double jain;
    private final List<Violation> violations;

    private Fairness(Trace trace) {
        this.trace = trace;
        Backlog backlog = new Backlog(trace);
        Pairs meter = new Pairs(backlog, trace.shares().size());
        Lags lags = new Lags(backlog, trace.shares());
        FreshStarts freshStarts = new FreshStarts(trace, backlog);
        backlog.walk(List.of(meter, lags, freshStarts));
        waits = Waits.of(trace);
        pairs = List.copyOf(meter.results());
        Map<Integer, List<Wait>> byShare = waits.stream().collect(groupingBy(wait -> wait.share.number()));
        shares = trace.shares().stream().map(share -> shareFairness(share, lags.account(share),
                byShare.getOrDefault(share.number(), List.of()))).toList();
        jain = trace.shares().stream().mapToDouble(share -> lags.jain(backlog.siblings(share))).min().orElse(1);
        violations = Stream.of(apart(), freshStarts.violations(), overtaken(), late(new DelayBound(backlog)))
                .flatMap(List::stream).toList();
    }

    /** Measures a trace. */
    public static Fairness of(Trace trace) {
        return new Fairness(trace);
    }

    /** Returns each two siblings that were backlogged together. */
    public List<PairFairness> pairs() {
        return pairs;
    }

    /** Returns every share, in the order of the trace. */
    public List<ShareFairness> shares() {
        return shares;
    }

    /**
     * Returns the index of Jain, Chiu and Hawe ("A Quantitative Measure of Fairness and Discrimination for Resource
     * Allocation in Shared Computer Systems", 1984): {@code (sum x)^2 / (n sum x^2)} over the n children of one parent,
     * x being what a child got, divided by what the ideal server of {@link ShareFairness} would have given it. While
     * all are backlogged x is W/w, but for a factor that they share. 1 is fair, 1/n says that one got all. Returns the
     * least of all parents.
     */
    public double jain() {
        return jain;
    }

    /** Returns how long all steps that began were ready. */
    public Delays delays() {
        return delays(waits.stream());
    }

    /**
     * Returns what breaks a guarantee of {@link dev.millrace.sched.FairScheduler}: proportional share, fresh start,
     * bounded overtaking or bounded delay. What a scheduler does
     * not promise need not disturb anybody.
     */
    public List<Violation> violations() {
        return violations;
    }

    /** Returns the violations of one guarantee. */
    public List<Violation> violations(Guarantee guarantee) {
        return violations.stream().filter(violation -> violation.guarantee() == guarantee).toList();
    }

    /** Returns the steps that were ready while that many others began, or more; the most starved first. */
    public List<Violation> starving(int passes) {
        return waits.stream()
                .filter(wait -> wait.passedOver >= passes)
                .sorted(Comparator.comparingInt(wait -> -wait.passedOver))
                .map(wait -> violation(Guarantee.NO_STARVATION, wait, wait.passedOver, passes - 1))
                .toList();
    }

    /**
     * Returns what breaks {@link Guarantee#BOUNDED_LAG}, which {@link dev.millrace.sched.EevdfScheduler} gives; the
     * first time for each share.
     *
     * @param requestNanos how much time a share asks for at once, in nanoseconds
     */
    public List<Violation> lagging(ToLongFunction<TracedShare> requestNanos) {
        Backlog backlog = new Backlog(trace);
        LagBound bound = new LagBound(trace, backlog, requestNanos);
        backlog.walk(List.of(bound));
        return bound.violations();
    }

    // ------------------------------------------------------------------ results

    private static ShareFairness shareFairness(TracedShare share, Lags.Account account, List<Wait> own) {
        return new ShareFairness(share, account.got(), account.lagLeast, account.lagMost, account.worstCaseIndex,
                own.stream().mapToInt(wait -> wait.overtaken).max().orElse(0),
                own.stream().mapToLong(wait -> wait.nanos).max().orElse(0), delays(own.stream()));
    }

    private static Delays delays(Stream<Wait> some) {
        return Delays.of(some.filter(wait -> wait.beganAt >= 0).mapToLong(wait -> wait.nanos).toArray());
    }

    private List<Violation> apart() {
        List<Violation> found = new ArrayList<>();
        for (PairFairness pair : pairs) {
            if (!pair.holds()) {
                found.add(new Violation(Guarantee.PROPORTIONAL_SHARE, pair.behind() + " beside " + pair.ahead(),
                        pair.measure(), pair.bound(), trace.events().subList(pair.from() + 1, pair.to() + 1)));
            }
        }
        return found;
    }

    private List<Violation> overtaken() {
        return waits.stream()
                .filter(wait -> wait.overtaken > 0)
                .map(wait -> violation(Guarantee.BOUNDED_OVERTAKING, wait, wait.overtaken, 0))
                .toList();
    }

    /** A step that never began counts if nothing of its share was ahead of it that did not run either. */
    private List<Violation> late(DelayBound bounds) {
        List<Violation> found = new ArrayList<>();
        for (Wait wait : waits) {
            if (wait.beganAt >= 0 || wait.neverRan() && wait.aheadIsKnown) {
                double bound = bounds.of(wait.share, wait.ahead);
                if (wait.work > bound * (1 + 1e-9) + 1) {
                    found.add(violation(Guarantee.BOUNDED_DELAY, wait, wait.work, bound));
                }
            }
        }
        return found;
    }

    private Violation violation(Guarantee guarantee, Wait wait, double measured, double bound) {
        int end = Math.min(wait.until + 1, trace.events().size());
        return new Violation(guarantee, wait.step + " of " + wait.share, measured, bound,
                trace.events().subList(wait.readyAt, end));
    }

    /** Returns the measures, a line each, and the violations. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (PairFairness pair : pairs) {
            text.append(String.format(Locale.ROOT, "%s beside %s: %.3f apart, at most %.3f allowed%n", pair.behind(),
                    pair.ahead(), pair.measure(), pair.bound()));
        }
        for (ShareFairness share : shares) {
            text.append(String.format(Locale.ROOT, "%s: work %d ns, lag %.3f to %.3f ns, worst-case index %.3f ns, "
                    + "overtaken by %d, longest wait %d ns, delays %s%n", share.share(), share.workNanos(),
                    share.lagLeast(), share.lagMost(), share.worstCaseIndex(), share.overtaken(), share.longestWait(),
                    share.delays()));
        }
        text.append(String.format(Locale.ROOT, "Jain's index %.3f%n", jain));
        violations.forEach(text::append);
        return text.toString();
    }
}
