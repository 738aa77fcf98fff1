package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.fixture.Outside;
import dev.millrace.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In debug mode what was lost says where it was made. */
@Tag("case-64")
class MadeHereTest {
    private final List<String> reported = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    private Options options(boolean debug) {
        return Options.DEFAULT.withDebug(debug).withFailures((what, failure) -> {
            reported.add(what.replaceAll(":\\d+\\)", ")"));
            failures.add(failure);
        });
    }

    private void lose(boolean debug) {
        try (EventLoop loop = Millrace.open(options(debug))) {
            Outside.fail(loop, new IllegalStateException("lost"));
        }
    }

    @Test
    void aLostFailureSaysWhereItsFutureWasMade() {
        lose(true);
        assertEquals(List.of("a failed future that nobody looked at, made at " + Outside.class.getName()
                + ".fail(Outside.java)"), reported);
        assertEquals("made here", failures.get(0).getSuppressed()[0].getMessage());
    }

    @Test
    void otherwiseNothingIsNoted() {
        lose(false);
        assertEquals(List.of("a failed future that nobody looked at"), reported);
        assertEquals(0, failures.get(0).getSuppressed().length);
    }

    @Test
    void aTaskThatAClosingLoopLeavesBehindSaysWhereItWasStarted() {
        try (EventLoop loop = Millrace.open(options(true))) {
            leave(loop, false);
        }
        assertEquals(1, reported.size(), reported::toString);
        assertTrue(reported.get(0).startsWith("a task was left pending: Task main, made at "), reported::toString);
    }

    @Test
    void aTaskThatEndsWhenTheLoopClosesIsNotLeftBehind() {
        try (EventLoop loop = Millrace.open(options(true))) {
            leave(loop, true);
        }
        assertEquals(List.of(), reported);
    }

    private static void leave(EventLoop loop, boolean givesUp) {
        Promise<Void> never = new Promise<>(loop, () -> givesUp);
        TaskGroup.main(loop, Coroutines.best(), () -> Task.await(never));
        for (int turns = 0; turns < 3; turns++) {
            loop.turn(0);
        }
    }

    @Test
    void aTaskThatRanToItsEndIsForgotten() {
        Millrace.run(options(true), () -> TaskGroup.run(group ->
                Outside.startSleeping(group, "short", Duration.ofMillis(1))));
        assertEquals(List.of(), reported);
    }
}
