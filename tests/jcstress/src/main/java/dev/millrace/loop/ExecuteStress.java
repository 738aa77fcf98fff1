package dev.millrace.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.millrace.sched.FifoScheduler;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The maker of a loop hands over a task and a stop while another thread begins to drive. Until then the maker is the
 * loop's thread, but it is not inside: what it brings has to go through the inbox.
 */
public final class ExecuteStress {
    private ExecuteStress() {
    }

    /** Both are accepted, and run once and in their order: in this turn or in the next. */
    @JCStressTest
    @Outcome(id = "the task, the stop", expect = ACCEPTABLE, desc = "Nothing is lost.")
    @Outcome(expect = FORBIDDEN, desc = "Something was lost, ran twice or out of order, or a call threw.")
    @State
    public static class MakerAndDriver {
        private final SubmitAgainstDrive race = new SubmitAgainstDrive();

        @Actor
        public void maker() {
            race.submit(false);
        }

        @Actor
        public void driver() {
            race.drive();
        }

        @Arbiter
        public void result(L_Result result) {
            result.r1 = race.ran();
        }
    }

    /** The twin of {@link MakerAndDriver}: asks whether the caller is the loop's thread, then whether anyone drives. */
    @JCStressTest
    @Outcome(id = "the task, the stop", expect = ACCEPTABLE, desc = "Nothing is lost.")
    @Outcome(expect = FORBIDDEN, desc = "Something was lost, ran twice or out of order, or a call threw.")
    @State
    public static class MakerAndDriverTwin {
        private final SubmitAgainstDrive race = new SubmitAgainstDrive();

        @Actor
        public void maker() {
            race.submit(true);
        }

        @Actor
        public void driver() {
            race.drive();
        }

        @Arbiter
        public void result(L_Result result) {
            result.r1 = race.ran();
        }
    }

    private static final class SubmitAgainstDrive {
        private static final int MOST_PAUSES = 64;
        /** Varies how far the driver has come when the maker submits. Only makers use it, and a lost count is none. */
        private static int races;

        /** The maker has to be the thread that submits, so the loop is made in the race. */
        private volatile LoopState core;
        /** Whether somebody drives or is about to: what the twin asks. */
        private volatile boolean driven;
        private volatile String thrown;
        private String ran = "";

        void submit(boolean wrongly) {
            ReadySteps ready = new ReadySteps(new FifoScheduler(), System::nanoTime, LoopObserver.NONE, 1);
            LoopState made = new LoopState(new LoopThread(), ready, () -> { }, LoopOptions.DEFAULT);
            LoopStep task = new Submission(() -> ran += "the task, ");
            LoopStep stop = new Submission(() -> ran += "the stop");
            core = made;
            for (int pause = races++ % MOST_PAUSES; pause > 0; pause--) {
                Thread.onSpinWait();
            }
            try {
                submit(task, wrongly);
                submit(stop, wrongly);
            } catch (RuntimeException e) {
                thrown = "the maker got " + e.getClass().getSimpleName();
            }
        }

        private void submit(LoopStep step, boolean wrongly) {
            if (wrongly && core.thread.isCurrent() && driven) {
                core.makeReady(step);
            } else {
                core.submit(step);
            }
        }

        void drive() {
            for (int pauses = 0; core == null; pauses++) {
                if (pauses < MOST_PAUSES * MOST_PAUSES) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            turn();
        }

        private void turn() {
            driven = true;
            core.thread.drive();
            try {
                core.takeInbox(Integer.MAX_VALUE);
                core.ready.beginRun();
                for (LoopStep step; (step = core.ready.next()) != null;) {
                    step.run();
                }
            } catch (RuntimeException e) {
                thrown = "the driver got " + e.getClass().getSimpleName();
            } finally {
                core.ready.endRun();
                core.thread.endDrive();
                driven = false;
            }
        }

        /** Called when both are done. */
        String ran() {
            turn();
            return thrown != null ? thrown : ran;
        }
    }
}
