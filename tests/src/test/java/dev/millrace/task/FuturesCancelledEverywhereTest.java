package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.task.Futures.Completions;
import dev.millrace.task.Futures.Losers;
import dev.millrace.task.Futures.Until;
import dev.millrace.testkit.CancelEverywhere;
import dev.millrace.testkit.CancelEverywhere.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What waits for several futures, cancelled wherever it can be: nobody is left waiting. */
@ParameterizedClass(name = "{0}")
@EnumSource(Kind.class)
class FuturesCancelledEverywhereTest {
    @Parameter
    Kind kind;
    private final List<Future<?>> members = new ArrayList<>();

    @BeforeParameterizedClassInvocation
    static void skipWhatThisJdkLacks(Kind kind) {
        kind.coroutines();
    }

    @BeforeEach
    void begin() {
        members.clear();
    }

    private void check(Scenario scenario) {
        int steps = new CancelEverywhere(kind.coroutines()).check(simulation -> {
            members.clear();
            scenario.run(simulation);
        }, simulation -> members.forEach(each -> assertTrue(!each.hasCallbacks(), each + " is still awaited")));
        assertTrue(steps >= 2);
    }

    private Future<Void> in(long milliseconds) {
        Future<Void> member = Future.sleep(Duration.ofMillis(milliseconds));
        members.add(member);
        return member;
    }

    @Test
    void settled() {
        check(simulation -> assertEquals(2, await(Futures.allSettled(List.of(in(2), in(1)))).size()));
    }

    @Test
    void first() {
        check(simulation -> {
            await(Futures.first(Losers.CANCEL, List.of(in(2), in(1))));
            await(Futures.first(Losers.LEAVE, List.of(in(2), in(1))));
        });
    }

    @Test
    void waited() {
        check(simulation -> {
            List<Future<Void>> two = List.of(in(2), in(1));
            assertEquals(1, await(Futures.wait(two, Until.FIRST_DONE)).done().size());
            assertEquals(1, await(Futures.wait(List.of(in(9), in(1)), Until.ALL_DONE, Duration.ofMillis(3))).done()
                    .size());
        });
    }

    @Test
    void asCompleted() {
        check(simulation -> {
            Completions<Future<Void>> ended = Futures.asCompleted(List.of(in(3), in(1), in(2)));
            try {
                while (ended.hasNext()) {
                    await(await(ended.next()));
                }
            } finally {
                ended.cancel();
            }
        });
    }

    @Test
    void shielded() {
        check(simulation -> await(in(2).shield()));
    }
}
