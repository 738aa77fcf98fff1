package dev.millrace.testkit.explore;

import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Run;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/** The strategies that there are. Each is made anew for an exploration, and learns in it. */
public enum Strategies implements Supplier<Strategy> {
    /** The natural order, every time. */
    NATURAL(() -> random -> Decisions.NATURAL),
    /** Any step that is ready, each as likely as another. */
    RANDOM_WALK(() -> random -> choice -> Others.any(choice, random)),
    /** Random priorities: finds with a known probability whatever needs one order of two steps. */
    PCT1(() -> new Pct(1)),
    /** Random priorities that change once. */
    PCT2(() -> new Pct(2)),
    /** Random priorities that change twice. */
    PCT3(() -> new Pct(3)),
    /** Partial order sampling: random priorities of steps, anew for those that race. */
    POS(Pos::new),
    /** Reverses the races of runs that are known, beginning with the natural order. */
    REVERSAL(Reversal::new),
    /** Changes runs so that reads see what they have not seen yet. */
    COVERAGE(Coverage::new),
    /** The natural order first, and then all others in turn, which learn from each other. */
    PORTFOLIO(Portfolio::new);

    private final Supplier<Strategy> maker;

    Strategies(Supplier<Strategy> maker) {
        this.maker = maker;
    }

    /** Makes a strategy that knows nothing yet. */
    @Override
    public Strategy get() {
        return maker.get();
    }

    /** Returns the name in lower case, words joined by hyphens. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static final class Portfolio implements Strategy {
        private final List<Strategy> turns;
        private int next;

        Portfolio() {
            Strategy coverage = new Coverage();
            turns = List.of(coverage, new Pct(2), new Reversal(), coverage, new Pos(), new Pct(3), coverage,
                    RANDOM_WALK.get(), new Pct(1));
        }

        /** The first run of all is coverage's, which begins with the natural order. */
        @Override
        public Decisions next(Random random) {
            return turns.get(next++ % turns.size()).next(random);
        }

        @Override
        public void learn(Run run) {
            turns.stream().distinct().forEach(strategy -> strategy.learn(run));
        }
    }
}
