package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.fixture.SimulatedLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When callbacks run, in which order, and how they are taken back. */
class CallbackTest extends SimulatedLoop {
    private final Promise<Integer> promise = new Promise<>(loop);
    private final List<Object> ran = new ArrayList<>();

    @Test
    @Tag("case-58")
    void callbacksRunLaterAndInOrder() {
        promise.onDone(done -> ran.add(42));
        promise.onDone(done -> ran.add(17));
        promise.complete(1);
        assertEquals(List.of(), ran);
        simulation.turn();
        assertEquals(List.of(42, 17), ran);
    }

    @Test
    @Tag("case-58")
    void aCallbackAddedAfterTheEndRunsLaterToo() {
        promise.onEnd(() -> ran.add("before"));
        promise.complete(1);
        promise.onEnd(() -> ran.add("after"));
        assertEquals(List.of(), ran);
        simulation.turn();
        assertEquals(List.of("before", "after"), ran);
    }

    @Test
    @Tag("case-58")
    void cancelAndFailureRunCallbacksLaterToo() {
        Promise<Integer> failed = new Promise<>(loop);
        promise.onDone(ran::add);
        failed.onDone(ran::add);
        promise.cancel();
        failed.fail(new IllegalStateException());
        assertEquals(List.of(), ran);
        simulation.turn();
        assertEquals(List.of(promise, failed), ran);
    }

    @Test
    @Tag("case-58")
    void callbacksOfDifferentFuturesRunInTheOrderOfCompletion() {
        Promise<Integer> other = new Promise<>(loop);
        promise.onEnd(() -> ran.add("first made"));
        other.onEnd(() -> ran.add("first completed"));
        other.complete(1);
        promise.complete(1);
        simulation.turn();
        assertEquals(List.of("first completed", "first made"), ran);
    }

    @Test
    @Tag("case-58")
    void eachCallbackIsAStepOfItsOwn() {
        IllegalStateException thrown = new IllegalStateException("from a callback");
        promise.onEnd(() -> {
            throw thrown;
        });
        promise.onEnd(() -> ran.add("next"));
        promise.complete(1);
        simulation.turn();
        assertEquals(List.of("next"), ran);
        assertEquals(List.of(thrown), takeReports());
    }

    @Test
    @Tag("case-60")
    void takesBackEveryEqualCallbackAndTellsHowMany() {
        Consumer<Object> callback = ran::add;
        Consumer<Object> other = done -> ran.add("other");
        for (int i = 0; i < 3; i++) {
            promise.onDone(callback);
            promise.onDone(other);
            promise.onDone(callback);
        }
        assertEquals(6, promise.removeCallback(callback));
        assertEquals(0, promise.removeCallback(callback));
        assertEquals(0, promise.removeCallback("unknown"));
        promise.complete(1);
        simulation.turn();
        assertEquals(List.of("other", "other", "other"), ran);
    }

    @Test
    @Tag("case-60")
    void callbacksCanBeAddedBehindOneThatWasTakenBack() {
        Runnable first = () -> ran.add("first");
        Runnable last = () -> ran.add("last");
        promise.onEnd(first);
        promise.onEnd(last);
        assertEquals(1, promise.removeCallback(last));
        promise.onEnd(() -> ran.add("new last"));
        assertEquals(1, promise.removeCallback(first));
        promise.complete(1);
        simulation.turn();
        assertEquals(List.of("new last"), ran);
    }

    @Test
    @Tag("case-60")
    void whatIsReadyIsNotTakenBack() {
        Runnable callback = () -> ran.add("ran");
        promise.onEnd(callback);
        promise.complete(1);
        assertEquals(0, promise.removeCallback(callback));
        simulation.turn();
        assertEquals(List.of("ran"), ran);
    }

    @Test
    @Tag("case-60")
    void aCallbackMayAddAndTakeBackCallbacks() {
        Runnable unwanted = () -> ran.add("unwanted");
        promise.onEnd(() -> {
            ran.add("first");
            assertEquals(0, promise.removeCallback(unwanted));
            promise.onEnd(() -> ran.add("added"));
        });
        promise.onEnd(() -> ran.add("second"));
        promise.complete(1);
        simulation.runUntilIdle();
        assertEquals(List.of("first", "second", "added"), ran);
    }

    @Test
    @Tag("case-60")
    void aComparisonMayTakeBackCallbacksItself() {
        Runnable victim = () -> ran.add("victim");
        promise.onEnd(new Meddler(() -> promise.removeCallback(victim)));
        promise.onEnd(victim);
        promise.onEnd(() -> ran.add("bystander"));
        assertEquals(0, promise.removeCallback("anything"));
        promise.complete(1);
        simulation.turn();
        assertEquals(List.of("meddler", "bystander"), ran);
    }

    @Test
    @Tag("case-60")
    void aComparisonMayCompleteTheFuture() {
        Runnable unwanted = () -> ran.add("too late to be taken back");
        promise.onEnd(new Meddler(() -> promise.tryComplete(1)));
        promise.onEnd(unwanted);
        assertEquals(0, promise.removeCallback(unwanted));
        simulation.turn();
        assertEquals(List.of("meddler", "too late to be taken back"), ran);
    }

    @Test
    void aCallbackIsGivenTheFuture() {
        promise.onDone(done -> {
            assertSame(promise, done);
            ran.add(done.value());
        });
        promise.complete(7);
        simulation.turn();
        assertEquals(List.of(7), ran);
    }

    @Test
    void thereIsNoNullCallback() {
        assertThrows(NullPointerException.class, () -> promise.onDone(null));
        assertThrows(NullPointerException.class, () -> promise.onEnd(null));
    }

    /** Does something when it is compared first. */
    private final class Meddler implements Runnable {
        private final Runnable onComparison;
        private boolean compared;

        Meddler(Runnable onComparison) {
            this.onComparison = onComparison;
        }

        @Override
        public void run() {
            ran.add("meddler");
        }

        @Override
        public boolean equals(Object other) {
            if (!compared) {
                compared = true;
                onComparison.run();
            }
            return false;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }
}
