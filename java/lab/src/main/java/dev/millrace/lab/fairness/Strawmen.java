package dev.millrace.lab.fairness;

import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Schedulers with a known fault each, for whoever measures fairness. None of them looks at what steps cost. */
public final class Strawmen {
    private Strawmen() {
    }

    /** Keeps a queue per share; which share is next is the strawman's fault. */
    abstract static class PerShare implements Scheduler {
        final Map<Share, Deque<Step>> queues = new LinkedHashMap<>();

        @Override
        public void add(Step step) {
            queues.computeIfAbsent(step.share(), any -> new ArrayDeque<>()).add(step);
        }

        @Override
        public Step next() {
            if (queues.isEmpty()) {
                return null;
            }
            Share share = choose(List.copyOf(queues.keySet()));
            Deque<Step> queue = queues.get(share);
            Step step = queue.remove();
            if (queue.isEmpty()) {
                queues.remove(share);
            }
            return step;
        }

        abstract Share choose(List<Share> ready);

        @Override
        public void remove(Step step) {
            Deque<Step> queue = queues.get(step.share());
            queue.remove(step);
            if (queue.isEmpty()) {
                queues.remove(step.share());
            }
        }

        @Override
        public boolean isEmpty() {
            return queues.isEmpty();
        }

        @Override
        public int stepsPerReading() {
            return 1;
        }

        @Override
        public void charge(Share share, long nanos) {
            // Costs do not matter to any of them.
        }

        @Override
        public String toString() {
            return getClass().getSimpleName();
        }
    }

    /** A FIFO; but what becomes ready while a step runs is next, as in the run-next slots of work-stealing pools. */
    public static final class LifoSlot implements Scheduler {
        private final Deque<Step> queue = new ArrayDeque<>();
        private boolean running;

        /** Makes an empty scheduler. */
        public LifoSlot() {
        }

        @Override
        public void add(Step step) {
            if (running) {
                queue.addFirst(step);
            } else {
                queue.addLast(step);
            }
        }

        @Override
        public Step next() {
            running = !queue.isEmpty();
            return queue.poll();
        }

        @Override
        public void remove(Step step) {
            queue.remove(step);
        }

        @Override
        public boolean isEmpty() {
            return queue.isEmpty();
        }

        @Override
        public int stepsPerReading() {
            return 1;
        }

        @Override
        public void charge(Share share, long nanos) {
            running = false;
        }

        @Override
        public String toString() {
            return getClass().getSimpleName();
        }
    }

    /** The first share by name runs as long as it has steps: priority without ageing. */
    public static final class Priority extends PerShare {
        /** Makes an empty scheduler. */
        public Priority() {
        }

        @Override
        Share choose(List<Share> ready) {
            return ready.stream().min(Comparator.comparing(Share::toString)).orElseThrow();
        }
    }

    /** Draws a ticket per unit of weight. */
    public static final class Lottery extends PerShare {
        private final Random random = new Random(7);

        /** Makes an empty scheduler. */
        public Lottery() {
        }

        @Override
        Share choose(List<Share> ready) {
            int ticket = random.nextInt(ready.stream().mapToInt(Share::weight).sum());
            for (Share share : ready) {
                ticket -= share.weight();
                if (ticket < 0) {
                    return share;
                }
            }
            throw new AssertionError("no share has ticket " + ticket);
        }
    }

    /** A step of each share in turn, whatever it costs. */
    public static class RoundRobin extends PerShare {
        private Share last;

        /** Makes an empty scheduler. */
        public RoundRobin() {
        }

        @Override
        Share choose(List<Share> ready) {
            int before = last == null ? -1 : ready.indexOf(last);
            last = ready.get((before + 1) % ready.size());
            return last;
        }
    }
}
