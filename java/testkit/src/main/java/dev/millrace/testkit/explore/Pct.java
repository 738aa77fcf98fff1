package dev.millrace.testkit.explore;

import dev.millrace.testkit.schedule.Candidate;
import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Run;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte: ASPLOS 2010): each task has a random
 * priority, and the highest runs; at {@code depth - 1} random moments the one that would run falls behind all others.
 */
final class Pct implements Strategy {
    private static final int FIRST_LENGTH = 32;
    /** A task that waits by yielding would keep the others away for ever. */
    private static final int LONGEST_STRETCH = 100;

    private final int depth;
    /** How many choices the longest run so far had. */
    private int length;

    Pct(int depth) {
        this.depth = depth;
    }

    @Override
    public Decisions next(Random random) {
        return new Priorities(random, depth - 1, length == 0 ? FIRST_LENGTH : length);
    }

    @Override
    public void learn(Run run) {
        length = Math.max(length, (int) run.trace().steps().stream().filter(step -> step.options() > 1).count());
    }

    private static final class Priorities implements Decisions {
        private final Random random;
        private final Others others;
        private final boolean[] changes;
        private final Map<String, Double> priorities = new HashMap<>();
        private int asked;
        /** The last task that fell behind has this priority; the next one a lower. */
        private double lowest;
        private String last = "";
        private int stretch;

        Priorities(Random random, int changes, int length) {
            this.random = random;
            this.others = new Others(random);
            this.changes = new boolean[length];
            for (int i = 0; i < changes; i++) {
                this.changes[random.nextInt(length)] = true;
            }
        }

        @Override
        public int decide(Choice choice) {
            return others.decide(choice);
        }

        @Override
        public int decideStep(Choice choice, List<Candidate> ready) {
            int highest = highest(ready);
            boolean change = asked < changes.length && changes[asked];
            asked++;
            if (change || isTooLong(ready.get(highest).path())) {
                priorities.put(ready.get(highest).path(), --lowest);
                highest = highest(ready);
            }
            return highest;
        }

        private boolean isTooLong(String path) {
            stretch = path.equals(last) ? stretch + 1 : 0;
            last = path;
            return stretch > LONGEST_STRETCH;
        }

        private int highest(List<Candidate> ready) {
            int highest = 0;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < ready.size(); i++) {
                double priority = priorities.computeIfAbsent(ready.get(i).path(), any -> random.nextDouble());
                if (priority > most) {
                    most = priority;
                    highest = i;
                }
            }
            return highest;
        }
    }
}
