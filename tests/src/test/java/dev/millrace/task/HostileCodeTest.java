package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Code of the user's that fails where nobody would expect it: only its own task suffers. */
class HostileCodeTest extends OnEveryKind {

    /** A failure that cannot be printed. */
    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    private static Promise<Void> withUndoThatThrows() {
        return new Promise<>(Task.current().loop(), () -> {
            throw new IllegalStateException("undo");
        });
    }

    @Test
    void anUndoThatThrowsIsReportedAndAllOthersAreCancelledAsWell() {
        run(() -> assertThrows(TimedOut.class, () -> CancelScope.runWithTimeout(ms(10), () -> TaskGroup.run(group -> {
            group.start(() -> sleepAs("first", 100));
            group.start(() -> {
                await(withUndoThatThrows());
            });
            group.start(() -> sleepAs("last", 100));
        }))));
        assertEquals(List.of("first cancelled at 10", "last cancelled at 10"), log);
        assertEquals(List.of("an undo failed: java.lang.IllegalStateException: undo"), reported);
        reported.clear();
    }

    @Test
    void anUndoThatThrowsInACancelledScopeLeavesNothingThatResumesTheTaskLater() {
        run(() -> {
            CancelScope scope = new CancelScope();
            scope.cancel();
            Promise<Void> promise = withUndoThatThrows();
            scope.run(() -> await(promise));
            assertTrue(scope.caught());
            promise.tryComplete(null);
            sleep(5);
            assertEquals(5, now());
        });
        reported.clear();
    }

    @Test
    void aStageThatCannotBeCancelledGoesOnAlone() {
        CompletableFuture<String> stage = new CompletableFuture<>() {
            @Override
            public CompletableFuture<String> toCompletableFuture() {
                throw new UnsupportedOperationException();
            }
        };
        run(() -> assertThrows(TimedOut.class, () -> CancelScope.callWithTimeout(ms(5), () ->
                await(Future.from(Task.current().loop(), stage)))));
        assertFalse(stage.isDone());
    }

    @Test
    void aFailureThatCannotBePrintedIsAFailureLikeAnyOther() {
        Unprintable failure = new Unprintable();
        run(() -> {
            assertSame(failure, assertThrows(Unprintable.class, () -> TaskGroup.run(group -> {
                group.start(() -> sleepAs("sibling", 100));
                group.start(() -> {
                    sleep(1);
                    throw failure;
                });
            })));
            assertSame(failure, assertThrows(Unprintable.class, () -> TaskGroup.run(group -> {
                group.start(() -> sleepAs("child", 100));
                sleep(1);
                throw failure;
            })));
        });
        assertEquals(List.of("sibling cancelled at 1", "child cancelled at 2"), log);
    }

    @Test
    void aFutureThatFailedUnprintablyCanBePrinted() {
        run(() -> {
            Future<String> failed = Future.failed(Task.current().loop(), new Unprintable());
            assertTrue(failed.toString().contains("Unprintable"), failed.toString());
            assertInstanceOf(Unprintable.class, failed.failure().orElseThrow());
        });
    }

    @Test
    void takingBackTheCallbacksOfATaskLeavesItsAwaitAlone() {
        run(() -> TaskGroup.run(group -> {
            Promise<String> promise = new Promise<>(Task.current().loop());
            Task<String> task = group.start(() -> await(promise));
            sleep(1);
            assertEquals(0, promise.removeCallback(task));
            promise.complete("value");
            assertEquals("value", await(task));
        }));
    }
}
