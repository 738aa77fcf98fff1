package dev.millrace.sched;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.BrokenContract;
import dev.millrace.testkit.fairness.SchedulerContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract of a bounded lag finds faults that an EEVDF scheduler is likely to have. */
class EevdfMutantsTest {
    private static final String LAG = "theLagStaysWithinItsBound";

    /** The earliest deadline runs, whoever is ahead. */
    static class NobodyIsIneligible implements SchedulerContract.BoundedLag {
        @Override
        public Scheduler scheduler() {
            return tree(new Faulty() {
                @Override
                boolean isEligible(Contender child, double average) {
                    return true;
                }
            });
        }
    }

    /** The latest deadline of those that are eligible runs. */
    static class LatestDeadline implements SchedulerContract.BoundedLag {
        @Override
        public Scheduler scheduler() {
            return tree(new Faulty() {
                @Override
                boolean isBefore(Contender one, Contender other) {
                    return one.deadline > other.deadline;
                }
            });
        }
    }

    /** The average does not weigh who is in it. */
    static class PlainAverage implements SchedulerContract.BoundedLag {
        @Override
        public Scheduler scheduler() {
            return tree(new Faulty() {
                @Override
                int weightInAverage(Contender child) {
                    return 1;
                }
            });
        }
    }

    /** Every step costs the same. */
    static class CostIgnored implements SchedulerContract.BoundedLag {
        @Override
        public Scheduler scheduler() {
            return tree(new EevdfSiblings() {
                @Override
                void charge(Contender child, long nanos) {
                    super.charge(child, 1000);
                }
            });
        }
    }

    /** A share within a share is charged, and the one around it is not. */
    static class ChargeThatDoesNotReachTheParent implements SchedulerContract.BoundedLag {
        @Override
        public Scheduler scheduler() {
            return tree(new EevdfSiblings() {
                @Override
                void charge(Contender child, long nanos) {
                    super.charge(child, ((Node) child).children == null ? nanos : 0);
                }
            });
        }
    }

    /** Start-time fair queueing does not look at requests. */
    static class Fifo implements SchedulerContract.BoundedLag {
        @Override
        public Scheduler scheduler() {
            return new FifoScheduler();
        }
    }

    /** Without a fault, and slow. */
    static class Slow implements SchedulerContract.BoundedLag {
        @Override
        public Scheduler scheduler() {
            return tree(new Faulty());
        }
    }

    /** The rule written down plainly, for a fault to be put in. */
    private static class Faulty extends Siblings {
        private final List<Contender> children = new ArrayList<>();
        private double left;

        boolean isEligible(Contender child, double average) {
            return child.virtual <= average;
        }

        boolean isBefore(Contender one, Contender other) {
            return one.deadline < other.deadline;
        }

        int weightInAverage(Contender child) {
            return child.claim().weight();
        }

        private double average() {
            double weights = 0;
            double sum = 0;
            for (Contender each : children) {
                weights += weightInAverage(each);
                sum += (double) weightInAverage(each) * each.virtual;
            }
            return children.isEmpty() ? left : sum / weights;
        }

        @Override
        void enter(Contender child) {
            child.virtual = Math.max(child.virtual, (long) average());
            child.renewDeadline();
            children.add(child);
        }

        @Override
        void leave(Contender child) {
            left = child.virtual;
            children.remove(child);
        }

        @Override
        Contender first() {
            double average = average();
            Contender first = null;
            Contender least = children.get(0);
            for (Contender each : children) {
                least = each.virtual < least.virtual ? each : least;
                if (isEligible(each, average) && (first == null || isBefore(each, first))) {
                    first = each;
                }
            }
            return first == null ? least : first;
        }

        @Override
        void charge(Contender child, long nanos) {
            child.advance(nanos);
            if (child.virtual >= child.deadline) {
                child.renewDeadline();
            }
        }

        @Override
        boolean isEmpty() {
            return children.isEmpty();
        }
    }

    /** Ours, with another rule among the shares at the top. */
    private static Scheduler tree(Siblings top) {
        return new TreeScheduler() {
            private boolean made;

            @Override
            Siblings siblings() {
                if (made) {
                    return new EevdfSiblings();
                }
                made = true;
                return top;
            }
        };
    }

    private static void assertFound(Class<?> mutant) {
        Set<String> broken = BrokenContract.of(mutant);
        assertTrue(broken.contains(LAG), () -> mutant.getSimpleName() + " breaks " + broken);
    }

    @Test
    void everyMutantIsFound() {
        assertAll(
                () -> assertFound(NobodyIsIneligible.class),
                () -> assertFound(LatestDeadline.class),
                () -> assertFound(PlainAverage.class),
                () -> assertFound(CostIgnored.class),
                () -> assertFound(ChargeThatDoesNotReachTheParent.class),
                () -> assertFound(Fifo.class));
    }

    @Test
    void theRuleItselfPasses() {
        assertTrue(BrokenContract.of(Slow.class).isEmpty());
    }
}
