package dev.millrace.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Of those who want to drive or close a loop at once, {@link LoopThread} lets exactly one in. */
public final class OwnershipStress {
    private OwnershipStress() {
    }

    /** Two threads drive at once: one is inside, the other is refused and is not inside. */
    @JCStressTest
    @Outcome(id = {"inside, refused", "refused, inside"}, expect = ACCEPTABLE, desc = "Exactly one drives.")
    @Outcome(expect = FORBIDDEN, desc = "Both drive, or neither, or a stranger is inside.")
    @State
    public static class TwoDrivers {
        private final DriveAgainstDrive race = new DriveAgainstDrive(new Sound());

        @Actor
        public void first(LL_Result result) {
            result.r1 = race.first();
        }

        @Actor
        public void second(LL_Result result) {
            result.r2 = race.second();
        }
    }

    /** The twin of {@link TwoDrivers}: looks whether the loop is free, then takes it. */
    @JCStressTest
    @Outcome(id = {"inside, refused", "refused, inside"}, expect = ACCEPTABLE, desc = "Exactly one drives.")
    @Outcome(expect = FORBIDDEN, desc = "Both drive, or neither, or a stranger is inside.")
    @State
    public static class TwoDriversTwin {
        private final DriveAgainstDrive race = new DriveAgainstDrive(new TakenAfterLooking());

        @Actor
        public void first(LL_Result result) {
            result.r1 = race.first();
        }

        @Actor
        public void second(LL_Result result) {
            result.r2 = race.second();
        }
    }

    /** A run and a close begin at once: the platform is never closed under a driver, nor driven once closed. */
    @JCStressTest
    @Outcome(id = "drove, closed", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(id = "refused, closed", expect = ACCEPTABLE, desc = "The close came first.")
    @Outcome(id = "drove, refused", expect = ACCEPTABLE, desc = "The run came first.")
    @Outcome(expect = FORBIDDEN, desc = "Both were inside, or neither.")
    @State
    public static class DriverAndCloser {
        private final DriveAgainstClose race = new DriveAgainstClose(new Sound());

        @Actor
        public void driver(LL_Result result) {
            result.r1 = race.drive();
        }

        @Actor
        public void closer(LL_Result result) {
            result.r2 = race.close();
        }
    }

    /** The twin of {@link DriverAndCloser}: the loop is free again before its platform is closed. */
    @JCStressTest
    @Outcome(id = "drove, closed", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(id = "refused, closed", expect = ACCEPTABLE, desc = "The close came first.")
    @Outcome(id = "drove, refused", expect = ACCEPTABLE, desc = "The run came first.")
    @Outcome(expect = FORBIDDEN, desc = "Both were inside, or neither.")
    @State
    public static class DriverAndCloserTwin {
        private final DriveAgainstClose race = new DriveAgainstClose(new ReleasedTooEarly());

        @Actor
        public void driver(LL_Result result) {
            result.r1 = race.drive();
        }

        @Actor
        public void closer(LL_Result result) {
            result.r2 = race.close();
        }
    }

    /** Whoever drives stays inside until the other has tried as well. */
    private static final class DriveAgainstDrive {
        private final Owner owner;
        private volatile boolean firstTried;
        private volatile boolean secondTried;

        DriveAgainstDrive(Owner owner) {
            this.owner = owner;
        }

        String first() {
            boolean drives = owner.drive();
            String seen = seen(drives);
            firstTried = true;
            while (!secondTried) {
                Thread.yield();
            }
            if (drives) {
                owner.endDrive();
            }
            return seen;
        }

        String second() {
            boolean drives = owner.drive();
            String seen = seen(drives);
            secondTried = true;
            while (!firstTried) {
                Thread.yield();
            }
            if (drives) {
                owner.endDrive();
            }
            return seen;
        }

        private String seen(boolean drives) {
            if (owner.isInside()) {
                return drives ? "inside" : "inside though refused";
            }
            return drives ? "drives, but is outside" : "refused";
        }
    }

    private static final class DriveAgainstClose {
        private final Owner owner;
        private volatile boolean platformOpen = true;
        private volatile boolean driving;

        DriveAgainstClose(Owner owner) {
            this.owner = owner;
        }

        String drive() {
            if (!owner.drive()) {
                return "refused";
            }
            driving = true;
            boolean openAtFirst = platformOpen;
            boolean openAtLast = platformOpen;
            driving = false;
            owner.endDrive();
            return openAtFirst && openAtLast ? "drove" : "drove a closed platform";
        }

        String close() {
            if (!owner.takeToClose()) {
                return "refused";
            }
            boolean drivenBefore = driving;
            platformOpen = false;
            boolean drivenAfter = driving;
            owner.closed();
            return drivenBefore || drivenAfter ? "closed under a driver" : "closed";
        }
    }

    /** What the races do with a {@link LoopThread} or a copy; false means refused. */
    private interface Owner {
        boolean drive();

        boolean isInside();

        void endDrive();

        boolean takeToClose();

        void closed();
    }

    private static final class Sound implements Owner {
        private final LoopThread thread = new LoopThread();

        @Override
        public boolean drive() {
            try {
                thread.drive();
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        }

        @Override
        public boolean isInside() {
            return thread.isInside();
        }

        @Override
        public void endDrive() {
            thread.endDrive();
        }

        @Override
        public boolean takeToClose() {
            try {
                thread.takeToClose();
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        }

        @Override
        public void closed() {
            thread.closed();
        }
    }

    /** A copy of LoopThread for the twins, each of which makes one mistake. */
    private abstract static class Copy implements Owner {
        enum Phase { FREE, TAKEN, CLOSED }

        final AtomicReference<Phase> phase = new AtomicReference<>(Phase.FREE);
        private volatile Thread inside;

        boolean take() {
            return phase.compareAndSet(Phase.FREE, Phase.TAKEN);
        }

        @Override
        public final boolean drive() {
            boolean taken = take();
            if (taken) {
                inside = Thread.currentThread();
            }
            return taken;
        }

        @Override
        public final boolean isInside() {
            return inside == Thread.currentThread();
        }

        @Override
        public final void endDrive() {
            inside = null;
            phase.compareAndSet(Phase.TAKEN, Phase.FREE);
        }

        @Override
        public boolean takeToClose() {
            return take();
        }

        @Override
        public final void closed() {
            phase.set(Phase.CLOSED);
        }
    }

    private static final class TakenAfterLooking extends Copy {
        @Override
        boolean take() {
            if (phase.get() != Phase.FREE) {
                return false;
            }
            Thread.onSpinWait();
            phase.set(Phase.TAKEN);
            return true;
        }
    }

    private static final class ReleasedTooEarly extends Copy {
        @Override
        public boolean takeToClose() {
            boolean taken = take();
            if (taken) {
                phase.set(Phase.FREE);
            }
            return taken;
        }
    }
}
