package dev.millrace.testkit.fairness;

import dev.millrace.testkit.fairness.Violation.Guarantee;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Measures the lag of siblings beside its bound, from when they first have something to run until a child comes, goes
 * or changes its weight. Later a child may bring debt along, for which the bound says nothing.
 */
final class LagBound implements Meter {
    private final Trace trace;
    private final Backlog backlog;
    private final ToLongFunction<TracedShare> requests;
    private final Map<Optional<TracedShare>, Level> levels = new HashMap<>();
    private final Map<TracedShare, Violation> violations = new LinkedHashMap<>();

    LagBound(Trace trace, Backlog backlog, ToLongFunction<TracedShare> requests) {
        this.trace = trace;
        this.backlog = backlog;
        this.requests = requests;
    }

    /** The children of one parent. */
    private static final class Level {
        private final Map<TracedShare, Account> accounts = new LinkedHashMap<>();
        private boolean begun;
        private boolean over;
        private double weights;
        private long done;
        private long longest;
        private long overrun;
    }

    /** What is known of a child. */
    private static final class Account {
        private final long request;
        private long got;
        private long longest;
        /** What is left of the request that it is running for, and the most by which a step went beyond one. */
        private long left;
        private long overrun;

        Account(long request) {
            this.request = request;
            left = request;
        }
    }

    /** Returns the first violation of each share. */
    List<Violation> violations() {
        return List.copyOf(violations.values());
    }

    private Level level(TracedShare share) {
        return levels.computeIfAbsent(share.parent(), any -> new Level());
    }

    @Override
    public void opened(TracedShare share, int event) {
        Level level = level(share);
        if (level.begun) {
            level.over = true;
        } else {
            level.accounts.put(share, new Account(requests.applyAsLong(share)));
        }
    }

    @Override
    public void closed(TracedShare share, int event) {
        Level level = level(share);
        level.over |= level.begun;
        level.accounts.remove(share);
    }

    @Override
    public void began(int event) {
        Optional<TracedShare> each = Optional.of(trace.events().get(event).share());
        for (; each.isPresent(); each = each.get().parent()) {
            Level level = level(each.get());
            if (!level.begun) {
                level.begun = true;
                level.weights = level.accounts.keySet().stream().mapToInt(backlog::weight).sum();
            }
        }
    }

    @Override
    public void charged(TracedShare share, long nanos, int event) {
        Level level = level(share);
        if (level.over) {
            return;
        }
        Account account = level.accounts.get(share);
        account.got += nanos;
        account.longest = Math.max(account.longest, nanos);
        account.left -= nanos;
        if (account.left <= 0) {
            level.overrun += Math.max(0, -account.left - account.overrun);
            account.overrun = Math.max(account.overrun, -account.left);
            account.left = account.request;
        }
        level.done += nanos;
        level.longest = Math.max(level.longest, nanos);
        level.accounts.forEach((each, its) -> check(level, each, its, event));
    }

    private void check(Level level, TracedShare share, Account account, int event) {
        double lag = level.done * backlog.weight(share) / level.weights - account.got;
        double bound = Math.max(account.request, level.longest + level.overrun - account.overrun);
        // A scheduler may round its virtual time to 1/1024 ns per unit of weight, for each share.
        double rounding = 1 + level.weights / 256;
        if (lag > bound + rounding) {
            found(share, share + ", which is behind", lag, bound, event);
        } else if (-lag > account.longest + rounding) {
            found(share, share + ", which is ahead", -lag, account.longest, event);
        }
    }

    private void found(TracedShare share, String who, double lag, double bound, int event) {
        violations.putIfAbsent(share, new Violation(Guarantee.BOUNDED_LAG, who, lag, bound,
                trace.events().subList(0, event + 1)));
    }
}
