package dev.millrace.threads;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A thread and the loop's cancel meet at an {@link Occupancy}. */
public final class OccupancyStress {
    private OccupancyStress() {
    }

    // ------------------------------------------------------------------ begin against take back

    /** A thread begins while the loop takes the work back: one of the two gets it. */
    @JCStressTest
    @Outcome(id = "begun, left", expect = ACCEPTABLE, desc = "The thread was first.")
    @Outcome(id = "refused, taken back", expect = ACCEPTABLE, desc = "The cancel was first.")
    @Outcome(expect = FORBIDDEN, desc = "Both have it, or nobody.")
    @State
    public static class Begin {
        private final Place place = new Sound();

        @Actor
        public void thread(LL_Result result) {
            result.r1 = place.begin() ? "begun" : "refused";
        }

        @Actor
        public void loop(LL_Result result) {
            result.r2 = place.takeBack() ? "taken back" : "left";
        }
    }

    /** The twin of {@link Begin}: looks, then acts. */
    @JCStressTest
    @Outcome(id = "begun, left", expect = ACCEPTABLE, desc = "The thread was first.")
    @Outcome(id = "refused, taken back", expect = ACCEPTABLE, desc = "The cancel was first.")
    @Outcome(expect = FORBIDDEN, desc = "Both have it, or nobody.")
    @State
    public static class BeginTwin {
        private final Place place = new LooksThenActs();

        @Actor
        public void thread(LL_Result result) {
            result.r1 = place.begin() ? "begun" : "refused";
        }

        @Actor
        public void loop(LL_Result result) {
            result.r2 = place.takeBack() ? "taken back" : "left";
        }
    }

    // ------------------------------------------------------------------ interrupt against end

    /** The loop interrupts the thread, which ends its work: no interrupt is left to what the thread does next. */
    @JCStressTest
    @Outcome(id = "clear, done", expect = ACCEPTABLE, desc = "It came during the work, or not at all.")
    @Outcome(expect = FORBIDDEN, desc = "It came after the work, or was left over.")
    @State
    public static class Interrupt {
        private final InterruptAgainstEnd race = new InterruptAgainstEnd(new Sound());

        @Actor
        public void thread(LL_Result result) {
            result.r1 = race.workAndEnd();
        }

        @Actor
        public void loop(LL_Result result) {
            result.r2 = race.interrupt();
        }
    }

    /** The twin of {@link Interrupt}: the thread may end between the look at it and its interrupt. */
    @JCStressTest
    @Outcome(id = "clear, done", expect = ACCEPTABLE, desc = "It came during the work, or not at all.")
    @Outcome(expect = FORBIDDEN, desc = "It came after the work, or was left over.")
    @State
    public static class InterruptTwin {
        private final InterruptAgainstEnd race = new InterruptAgainstEnd(new LooksThenActs());

        @Actor
        public void thread(LL_Result result) {
            result.r1 = race.workAndEnd();
        }

        @Actor
        public void loop(LL_Result result) {
            result.r2 = race.interrupt();
        }
    }

    private static final class InterruptAgainstEnd {
        private static final int MOST_SPINS = 4096;
        private static final int LONGEST_WORK = 64;
        /** Varies how long the work takes. Only the threads that do it use this, and a lost count is none. */
        private static int races;

        private final Place place;
        private volatile boolean begun;
        private volatile boolean interrupted;

        InterruptAgainstEnd(Place place) {
            this.place = place;
        }

        String workAndEnd() {
            place.begin();
            begun = true;
            for (int spins = races++ % LONGEST_WORK; spins > 0; spins--) {
                Thread.onSpinWait();
            }
            place.end();
            // What the loop does late has to be seen as well, and must not reach the next race of this thread.
            for (int spins = 0; !interrupted; spins++) {
                pause(spins);
            }
            return Thread.interrupted() ? "interrupted" : "clear";
        }

        String interrupt() {
            for (int spins = 0; !begun; spins++) {
                pause(spins);
            }
            place.interrupt();
            interrupted = true;
            return "done";
        }

        private static void pause(int spins) {
            if (spins < MOST_SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    // ------------------------------------------------------------------ the occupancy and its copy

    /** An {@link Occupancy} or a copy. */
    private interface Place {
        boolean begin();

        boolean takeBack();

        void interrupt();

        void end();
    }

    private static final class Sound implements Place {
        private final Occupancy occupancy = new Occupancy();

        @Override
        public boolean begin() {
            return occupancy.begin();
        }

        @Override
        public boolean takeBack() {
            return occupancy.takeBack();
        }

        @Override
        public void interrupt() {
            occupancy.interrupt();
        }

        @Override
        public void end() {
            occupancy.end();
        }
    }

    /** Without the lock, and with a pause between look and act, so that a short run finds it. */
    private static final class LooksThenActs implements Place {
        private volatile boolean taken;
        private volatile Thread thread;
        private volatile boolean interrupted;

        @Override
        public boolean begin() {
            boolean first = takeBack();
            thread = Thread.currentThread();
            return first;
        }

        @Override
        public boolean takeBack() {
            if (taken) {
                return false;
            }
            Thread.onSpinWait();
            taken = true;
            return true;
        }

        @Override
        public void interrupt() {
            Thread seen = thread;
            if (seen != null) {
                for (int spins = 0; spins < 16; spins++) {
                    Thread.onSpinWait();
                }
                interrupted = true;
                seen.interrupt();
            }
        }

        @Override
        public void end() {
            thread = null;
            if (interrupted) {
                Thread.interrupted();
            }
        }
    }
}
