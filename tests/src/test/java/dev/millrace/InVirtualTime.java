package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.task.Cancelled;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;

/** Tests of one loop in virtual time. What is reported and was not expected fails them. */
public abstract class InVirtualTime {
    protected final List<String> reported = new ArrayList<>();
    /** What happened, in order. */
    protected final List<String> log = new ArrayList<>();
    protected final Simulation simulation = new Simulation(Options.DEFAULT
            .withFailures((what, failure) -> reported.add(what + ": " + failure.getMessage())));

    @AfterEach
    final void closeAndLookWhatWasReported() {
        simulation.close();
        assertEquals(List.of(), reported);
    }

    protected void run(TaskGroup.VoidBody body) {
        simulation.run(() -> TaskGroup.run(body));
    }

    protected <T> T value(Callable<T> main) {
        return simulation.run(main);
    }

    protected static Duration ms(long milliseconds) {
        return Duration.ofMillis(milliseconds);
    }

    protected static void sleep(long milliseconds) {
        Task.await(Future.sleep(ms(milliseconds)));
    }

    protected long now() {
        return simulation.clock().elapsed().toMillis();
    }

    /** Runs a body that is expected to meet a cancel, and notes that. */
    protected void cancelledAs(String name, Task.Body body) throws Exception {
        try {
            body.run();
        } catch (Cancelled e) {
            log.add(name + " cancelled");
            throw e;
        }
    }
}
