package dev.millrace.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.millrace.fixture.BrokenContract;
import dev.millrace.testkit.fairness.SchedulerContract;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract finds every fault that a fair scheduler is likely to have: each of these is ours with one mistake. */
class FairSchedulerMutantsTest {
    private static final String SHARE = "siblingsShareInProportionToTheirWeights";
    private static final String ORDER = "noStepIsOvertakenWithinItsShare";
    private static final String FRESH = "siblingsBeginEqualAfterAllWereIdle";
    private static final String DELAY = "everyStepBeginsWithinItsBound";

    /** A share that was idle enters where it left, however long ago. */
    static class NoMaximumWithVirtualTime implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return tree(new StartTimeSiblings() {
                @Override
                long start(Contender child) {
                    return child.virtual;
                }
            });
        }
    }

    /** A share that was idle gets up to 20 µs of weight 1 for that. */
    static class CreditForSleeping implements SchedulerContract {
        private static final long MOST = 20_000L << Contender.FRACTION_BITS;

        @Override
        public Scheduler scheduler() {
            return tree(new StartTimeSiblings() {
                @Override
                long start(Contender child) {
                    return Math.max(child.virtual, now - MOST);
                }
            });
        }
    }

    /** Virtual time stays where it is when all are idle: who ran last begins behind. */
    static class NoJumpWhenAllAreIdle implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return tree(new StartTimeSiblings() {
                @Override
                void leave(Contender child) {
                    long stays = now;
                    super.leave(child);
                    now = stays;
                }

                @Override
                void charge(Contender child, long nanos) {
                    long stays = now;
                    super.charge(child, nanos);
                    now = stays;
                }
            });
        }
    }

    /** Every step costs the same. */
    static class CostIgnored implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return tree(new StartTimeSiblings() {
                @Override
                void charge(Contender child, long nanos) {
                    super.charge(child, 1000);
                }
            });
        }
    }

    /** A share within a share is charged, and the one around it is not. */
    static class ChargeThatDoesNotReachTheParent implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return tree(new StartTimeSiblings() {
                @Override
                void charge(Contender child, long nanos) {
                    if (((Node) child).children == null) {
                        super.charge(child, nanos);
                    }
                }
            });
        }
    }

    /** Weights do not count. */
    static class WeightsIgnored implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return tree(new StartTimeSiblings() {
                @Override
                void charge(Contender child, long nanos) {
                    super.charge(child, nanos * child.claim().weight());
                }
            });
        }
    }

    /** The newest step of the share whose turn it is runs first. */
    static class NewestOfAShareFirst implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return new Newest();
        }
    }

    /** The tags are on the steps: a share gets a place in the order for each of its steps. */
    static class TagsOnSteps implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return new TaggedSteps();
        }
    }

    /** Ours, with another rule among the shares at the top. */
    private static Scheduler tree(StartTimeSiblings top) {
        return new TreeScheduler() {
            private boolean made;

            @Override
            Siblings siblings() {
                if (made) {
                    return new StartTimeSiblings();
                }
                made = true;
                return top;
            }
        };
    }

    /** Fair between shares; a stand-in for each step keeps the place of its share. */
    private static final class Newest implements Scheduler {
        private final FairScheduler places = new FairScheduler();
        private final Map<Share, ArrayDeque<Step>> steps = new HashMap<>();

        private static final class Place extends Step {
            @Override
            public void run() {
                // Stands for another.
            }
        }

        @Override
        public void add(Step step) {
            Place place = new Place();
            place.share(step.share());
            places.add(place);
            steps.computeIfAbsent(step.share(), share -> new ArrayDeque<>()).push(step);
        }

        @Override
        public Step next() {
            while (true) {
                Step place = places.next();
                if (place == null) {
                    return null;
                }
                Step newest = steps.get(place.share()).poll();
                if (newest != null) {
                    return newest;
                }
            }
        }

        @Override
        public void remove(Step step) {
            steps.get(step.share()).remove(step);
        }

        @Override
        public boolean isEmpty() {
            return steps.values().stream().allMatch(ArrayDeque::isEmpty);
        }

        @Override
        public int stepsPerReading() {
            return 1;
        }

        @Override
        public void charge(Share share, long nanos) {
            places.charge(share, nanos);
        }
    }

    private static final class TaggedSteps implements Scheduler {
        private record Tagged(Step step, double start, long number) {
        }

        private final PriorityQueue<Tagged> steps = new PriorityQueue<>(
                Comparator.comparingDouble(Tagged::start).thenComparingLong(Tagged::number));
        private final Map<Share, Double> finish = new HashMap<>();
        private double now;
        private long added;

        @Override
        public void add(Step step) {
            double start = Math.max(now, finish.getOrDefault(step.share(), 0.0));
            steps.add(new Tagged(step, start, added++));
        }

        @Override
        public Step next() {
            Tagged first = steps.poll();
            if (first == null) {
                return null;
            }
            now = first.start;
            return first.step;
        }

        @Override
        public void remove(Step step) {
            steps.removeIf(tagged -> tagged.step == step);
        }

        @Override
        public boolean isEmpty() {
            return steps.isEmpty();
        }

        @Override
        public int stepsPerReading() {
            return 1;
        }

        @Override
        public void charge(Share share, long nanos) {
            finish.put(share, now + (double) nanos / share.weight());
        }
    }

    /** It breaks one of these at least; which of them first is a matter of chance. */
    private static void assertFound(Class<?> mutant, String... properties) {
        Set<String> broken = BrokenContract.of(mutant);
        assertFalse(Collections.disjoint(broken, List.of(properties)),
                () -> mutant.getSimpleName() + " breaks " + broken);
    }

    @Test
    void everyMutantIsFound() {
        assertFound(NoMaximumWithVirtualTime.class, SHARE, DELAY);
        assertFound(CreditForSleeping.class, SHARE, DELAY);
        assertFound(CostIgnored.class, SHARE, DELAY);
        assertFound(ChargeThatDoesNotReachTheParent.class, SHARE, DELAY);
        assertFound(WeightsIgnored.class, SHARE, DELAY);
        assertFound(NewestOfAShareFirst.class, ORDER);
        assertFound(TagsOnSteps.class, SHARE, DELAY);
    }

    /** Shares stay in proportion without the jump; only what they owe from an earlier time shows it. */
    @Test
    void debtFromBeforeAllWereIdleIsFound() {
        assertEquals(Set.of(FRESH), BrokenContract.of(NoJumpWhenAllAreIdle.class));
    }
}
