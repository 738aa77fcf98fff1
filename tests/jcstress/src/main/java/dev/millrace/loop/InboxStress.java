package dev.millrace.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** What is brought to an {@link Inbox} is kept or refused, and wakes the loop exactly once if it sleeps. */
public final class InboxStress {
    private InboxStress() {
    }

    // ------------------------------------------------------------------ offer against sleep

    /** A step is brought while the loop falls asleep: the loop sees it, or is woken once. */
    @JCStressTest
    @Outcome(id = "awake, 0 wakeups, 1 kept", expect = ACCEPTABLE, desc = "The step came before the sleep.")
    @Outcome(id = "asleep, 1 wakeups, 1 kept", expect = ACCEPTABLE, desc = "The step came after it.")
    @Outcome(expect = FORBIDDEN, desc = "The step or the wakeup was lost.")
    @State
    public static class Sleep {
        private final Door door = new Sound();

        @Actor
        public void producer() {
            door.offer(new Nothing());
        }

        @Actor
        public void loop(LLL_Result result) {
            result.r1 = door.sleep() ? "asleep" : "awake";
        }

        @Arbiter
        public void rest(LLL_Result result) {
            door.rest(result);
        }
    }

    /** A twin of {@link Sleep}: looks whether the inbox is empty, then falls asleep. */
    @JCStressTest
    @Outcome(id = "awake, 0 wakeups, 1 kept", expect = ACCEPTABLE, desc = "The step came before the sleep.")
    @Outcome(id = "asleep, 1 wakeups, 1 kept", expect = ACCEPTABLE, desc = "The step came after it.")
    @Outcome(expect = FORBIDDEN, desc = "The step or the wakeup was lost.")
    @State
    public static class SleepTwin {
        private final Door door = new SleepsAfterLooking();

        @Actor
        public void producer() {
            door.offer(new Nothing());
        }

        @Actor
        public void loop(LLL_Result result) {
            result.r1 = door.sleep() ? "asleep" : "awake";
        }

        @Arbiter
        public void rest(LLL_Result result) {
            door.rest(result);
        }
    }

    /** Another twin of {@link Sleep}: whoever brings a step decides before the push whether to wake the loop. */
    @JCStressTest
    @Outcome(id = "awake, 0 wakeups, 1 kept", expect = ACCEPTABLE, desc = "The step came before the sleep.")
    @Outcome(id = "asleep, 1 wakeups, 1 kept", expect = ACCEPTABLE, desc = "The step came after it.")
    @Outcome(expect = FORBIDDEN, desc = "The step or the wakeup was lost.")
    @State
    public static class WakeupTwin {
        private final Door door = new DecidesBeforePush();

        @Actor
        public void producer() {
            door.offer(new Nothing());
        }

        @Actor
        public void loop(LLL_Result result) {
            result.r1 = door.sleep() ? "asleep" : "awake";
        }

        @Arbiter
        public void rest(LLL_Result result) {
            door.rest(result);
        }
    }

    // ------------------------------------------------------------------ offer against close

    /** A step is brought while the loop closes: accepted, it is among what the close takes; refused, it is nowhere. */
    @JCStressTest
    @Outcome(id = "accepted, 1 taken, 0 kept", expect = ACCEPTABLE, desc = "The step came before the close.")
    @Outcome(id = "refused, 0 taken, 0 kept", expect = ACCEPTABLE, desc = "The step came after it.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and lost, or refused and kept.")
    @State
    public static class Close {
        private final Door door = new Sound();

        @Actor
        public void producer(LLL_Result result) {
            result.r1 = door.offer(new Nothing()) ? "accepted" : "refused";
        }

        @Actor
        public void closer(LLL_Result result) {
            result.r2 = length(door.close()) + " taken";
        }

        @Arbiter
        public void rest(LLL_Result result) {
            result.r3 = length(door.take()) + " kept";
        }
    }

    /** The twin of {@link Close}: a flag apart from the stack tells that the door is closed. */
    @JCStressTest
    @Outcome(id = "accepted, 1 taken, 0 kept", expect = ACCEPTABLE, desc = "The step came before the close.")
    @Outcome(id = "refused, 0 taken, 0 kept", expect = ACCEPTABLE, desc = "The step came after it.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and lost, or refused and kept.")
    @State
    public static class CloseTwin {
        private final Door door = new ClosedByFlag();

        @Actor
        public void producer(LLL_Result result) {
            result.r1 = door.offer(new Nothing()) ? "accepted" : "refused";
        }

        @Actor
        public void closer(LLL_Result result) {
            result.r2 = length(door.close()) + " taken";
        }

        @Arbiter
        public void rest(LLL_Result result) {
            result.r3 = length(door.take()) + " kept";
        }
    }

    // ------------------------------------------------------------------ the inbox and its copies

    private static int length(LoopStep steps) {
        int length = 0;
        for (LoopStep step = steps; step != null; step = step.next) {
            length++;
        }
        return length;
    }

    /** An {@link Inbox} or a copy. */
    private abstract static class Door {
        final AtomicInteger wakeups = new AtomicInteger();

        abstract boolean offer(LoopStep step);

        abstract boolean sleep();

        abstract LoopStep take();

        abstract LoopStep close();

        void rest(LLL_Result result) {
            result.r2 = wakeups + " wakeups";
            result.r3 = length(take()) + " kept";
        }
    }

    private static final class Sound extends Door {
        private final Inbox inbox = new Inbox(wakeups::incrementAndGet);

        @Override
        boolean offer(LoopStep step) {
            return inbox.offer(step);
        }

        @Override
        boolean sleep() {
            return inbox.sleep();
        }

        @Override
        LoopStep take() {
            return inbox.take();
        }

        @Override
        LoopStep close() {
            return inbox.close();
        }
    }

    /** A copy of Inbox for the twins: each makes one mistake, and pauses there, so that a short run finds it. */
    private abstract static class Copy extends Door {
        static final LoopStep ASLEEP = new Nothing();

        final AtomicReference<LoopStep> top = new AtomicReference<>();

        /** Returns what the step replaced. */
        final LoopStep push(LoopStep step) {
            LoopStep seen;
            do {
                seen = top.get();
                step.next = seen == ASLEEP ? null : seen;
            } while (!top.compareAndSet(seen, step));
            return seen;
        }

        @Override
        boolean offer(LoopStep step) {
            if (push(step) == ASLEEP) {
                wakeups.incrementAndGet();
            }
            return true;
        }

        @Override
        boolean sleep() {
            return top.compareAndSet(null, ASLEEP);
        }

        @Override
        final LoopStep take() {
            LoopStep taken = top.getAndSet(null);
            return taken == ASLEEP ? null : taken;
        }

        @Override
        LoopStep close() {
            return take();
        }
    }

    private static final class SleepsAfterLooking extends Copy {
        @Override
        boolean sleep() {
            if (top.get() != null) {
                return false;
            }
            Thread.onSpinWait();
            top.set(ASLEEP);
            return true;
        }
    }

    private static final class DecidesBeforePush extends Copy {
        @Override
        boolean offer(LoopStep step) {
            boolean asleep = top.get() == ASLEEP;
            Thread.onSpinWait();
            push(step);
            if (asleep) {
                wakeups.incrementAndGet();
            }
            return true;
        }
    }

    private static final class ClosedByFlag extends Copy {
        private volatile boolean closed;

        @Override
        boolean offer(LoopStep step) {
            if (closed) {
                return false;
            }
            Thread.onSpinWait();
            return super.offer(step);
        }

        @Override
        LoopStep close() {
            closed = true;
            return super.close();
        }
    }

    private static final class Nothing extends LoopStep {
        @Override
        public void run() {
            throw new AssertionError("nobody runs what the races bring");
        }
    }
}
