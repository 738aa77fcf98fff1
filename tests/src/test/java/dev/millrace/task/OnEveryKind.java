package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Options;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of tasks in virtual time, run over every kind of coroutine. What nobody expected to be reported fails them. */
@ParameterizedClass(name = "{0}")
@EnumSource(Kind.class)
abstract class OnEveryKind {
    @Parameter
    Kind kind;
    Coroutines coroutines;
    Simulation simulation;
    /** What was reported to the loop's failure handler; a test that expects something clears it. */
    final List<String> reported = new ArrayList<>();
    /** What happened, in order. */
    final List<String> log = new ArrayList<>();

    @BeforeParameterizedClassInvocation
    static void skipWhatThisJdkLacks(Kind kind) {
        kind.coroutines();
    }

    @BeforeEach
    void open() {
        coroutines = kind.coroutines();
        simulation = new Simulation(Options.DEFAULT.withCoroutines(coroutines)
                .withFailures((what, failure) -> reported.add(what + ": " + failure)));
    }

    @AfterEach
    void closeAndLookWhatIsLeft() {
        simulation.close();
        assertEquals(List.of(), reported);
        assertEquals(0, simulation.sockets().openCount());
    }

    <T> T value(Callable<T> main) {
        return simulation.run(main);
    }

    void run(Task.Body main) {
        value(() -> {
            main.run();
            return null;
        });
    }

    long now() {
        return simulation.clock().elapsed().toMillis();
    }

    static Duration ms(long milliseconds) {
        return Duration.ofMillis(milliseconds);
    }

    static void sleep(long milliseconds) {
        Task.await(Future.sleep(ms(milliseconds)));
    }

    /** Sleeps, and notes if that is cut short. */
    void sleepAs(String name, long milliseconds) {
        try {
            sleep(milliseconds);
        } catch (Cancelled e) {
            log.add(name + " cancelled at " + now());
            throw e;
        }
    }

    static void assertCancelled(String why, Task.Body body) {
        assertEquals(why, assertThrows(Cancelled.class, body::run).getMessage());
    }

    /** An operation that cannot be given up: how often that was tried. */
    static final class Stubborn {
        final Promise<String> promise;
        int tries;

        Stubborn() {
            promise = new Promise<>(Task.current().loop(), () -> {
                tries++;
                return false;
            });
        }
    }
}
