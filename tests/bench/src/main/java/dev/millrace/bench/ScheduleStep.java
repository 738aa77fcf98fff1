package dev.millrace.bench;

import dev.millrace.sched.EevdfScheduler;
import dev.millrace.sched.FairScheduler;
import dev.millrace.sched.FifoScheduler;
import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a scheduler costs per step: next, add again, and a charge as often as it wants one. The clock is not read; that
 * costs 20 to 30 ns, every 8 steps with one share and every step with several.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class ScheduleStep {
    /** Which policy. */
    @Param({"fifo", "fair", "eevdf"})
    public String policy;
    /** How many shares have something to run. */
    @Param({"1", "2", "100"})
    public int shares;

    private Scheduler scheduler;
    private int unread;

    /** Fills the scheduler: ten steps per share. */
    @Setup(Level.Trial)
    public void fill() {
        scheduler = switch (policy) {
            case "fair" -> new FairScheduler();
            case "eevdf" -> new EevdfScheduler();
            default -> new FifoScheduler();
        };
        Share root = new Share("root");
        for (int i = 0; i < shares; i++) {
            Share share = shares == 1 ? root : root.child("share " + i, 1 + i);
            for (int j = 0; j < 10; j++) {
                Step step = new Step() {
                    @Override
                    public void run() {
                        // Only its place is of interest.
                    }
                };
                step.share(share);
                scheduler.add(step);
            }
        }
    }

    /** One step. */
    @Benchmark
    public void step() {
        Step step = scheduler.next();
        scheduler.add(step);
        if (++unread >= scheduler.stepsPerReading()) {
            unread = 0;
            scheduler.charge(step.share(), 1000);
        }
    }
}
