package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Children that say when they are ready. */
class StartReadyTest extends OnEveryKind {

    @Test
    void aChildThatSaysWhenItIsReadyGivesAValueAndGoesOn() {
        run(() -> TaskGroup.run(group -> {
            assertEquals("port 7", await(group.startReady(ready -> {
                sleep(5);
                ready.complete("port 7");
                sleep(5);
                log.add("ended at " + now());
            })));
            assertEquals(5, now());
        }));
        assertEquals(List.of("ended at 10"), log);
    }

    @Test
    void aChildThatFailsBeforeItIsReadyFailsTheFutureAndNotTheGroup() {
        RuntimeException failure = new RuntimeException("not ready");
        run(() -> TaskGroup.run(group -> {
            Future<Object> ready = group.startReady(promise -> {
                throw failure;
            });
            assertSame(failure, assertThrows(RuntimeException.class, () -> await(ready)));
            assertThrows(IllegalStateException.class, () -> await(group.startReady(promise -> log.add("ended"))));
            sleep(1);
        }));
    }

    @Test
    void aChildThatFailsAfterItWasReadyFailsTheGroup() {
        RuntimeException failure = new RuntimeException("later");
        run(() -> assertSame(failure, assertThrows(RuntimeException.class, () -> TaskGroup.run(group ->
                await(group.<Integer>startReady(ready -> {
                    ready.complete(1);
                    throw failure;
                }))))));
    }

    @Test
    void aGroupThatIsCutShortBeforeAChildIsReadyIsCancelled() {
        run(() -> TaskGroup.run(outer -> {
            Task<String> owner = outer.start(() -> TaskGroup.call(group -> {
                group.startReady(ready -> sleep(100));
                return "value";
            }));
            sleep(1);
            owner.cancel("outside");
            assertCancelledElsewhere("outside", () -> await(owner));
        }));
    }

    @Test
    void givingUpWaitingForAChildToBeReadyCancelsIt() {
        run(() -> TaskGroup.run(group -> {
            assertFalse(CancelScope.tryWithTimeout(ms(3), () -> await(group.startReady(ready -> {
                sleepAs("child", 100);
                ready.complete(1);
            }))).isPresent());
            sleep(1);
            assertEquals(0, group.size());
        }));
        assertEquals(List.of("child cancelled at 3"), log);
    }
}
