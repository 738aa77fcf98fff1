package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks that end before their group does, and what becomes of their failures. */
class TaskGroupTest extends OnEveryKind {

    /** A child that sleeps, and fails with {@code failure} then, or when it is cancelled before. */
    private static Task<Void> failing(TaskGroup group, long milliseconds, RuntimeException failure) {
        return group.start(() -> {
            try {
                sleep(milliseconds);
            } finally {
                throwIt(failure);
            }
        });
    }

    private static void throwIt(RuntimeException failure) {
        throw failure;
    }

    @Test
    void leavingWaitsForTheChildrenAndGivesTheValue() {
        run(() -> {
            assertEquals("value", TaskGroup.call(group -> {
                group.start(() -> sleep(20));
                group.start(() -> sleep(10));
                assertEquals(2, group.size());
                return "value";
            }));
            assertEquals(20, now());
        });
    }

    @Test
    @Tag("case-92")
    void theFirstFailureCancelsTheBodyAndTheSiblingsAndAllFailuresAreKept() {
        RuntimeException[] failures = {new RuntimeException("a"), new RuntimeException("b"), new RuntimeException("c")};
        run(() -> {
            assertSame(failures[1], assertThrows(RuntimeException.class, () -> TaskGroup.run(group -> {
                failing(group, 20, failures[0]);
                failing(group, 10, failures[1]);
                failing(group, 30, failures[2]);
                group.start(() -> sleepAs("sleeper", 100));
                sleepAs("body", 100);
            })));
            assertArrayEquals(new Throwable[] {failures[0], failures[2]}, failures[1].getSuppressed());
            assertEquals(10, now());
        });
        assertEquals(List.of("body cancelled at 10", "sleeper cancelled at 10"), log);
    }

    @Test
    @Tag("case-92")
    void theFailuresOfTheBodyAndOfAChildAreBothKept() {
        RuntimeException ofBody = new RuntimeException("body");
        RuntimeException ofChild = new RuntimeException("child");
        run(() -> assertSame(ofBody, assertThrows(RuntimeException.class, () -> TaskGroup.run(group -> {
            failing(group, 10, ofChild);
            sleep(1);
            throw ofBody;
        }))));
        assertArrayEquals(new Throwable[] {ofChild}, ofBody.getSuppressed());
    }

    @Test
    @Tag("case-92")
    void aFailureThatComesOutOfTheBodyToWhichItWasToldIsKeptOnce() {
        IOException failure = new IOException("told twice");
        run(() -> {
            Throwable thrown = assertThrows(CompletionException.class, () -> TaskGroup.run(group ->
                    await(group.start(() -> {
                        throw failure;
                    }))));
            assertSame(failure, thrown.getCause());
        });
        for (Throwable suppressed : failure.getSuppressed()) {
            assertEquals("awaited here", suppressed.getMessage());
        }
    }

    @Test
    @Tag("case-93")
    void aCancelFromOutsideCancelsTheChildrenAndComesOutPlainly() {
        run(() -> TaskGroup.run(outer -> {
            Task<String> owner = outer.start(() -> TaskGroup.call(group -> {
                for (int i = 0; i < 5; i++) {
                    String name = "child " + i;
                    group.start(() -> sleepAs(name, 100));
                }
                return "value";
            }));
            sleep(1);
            owner.cancel("outside");
            assertCancelledElsewhere("outside", () -> await(owner));
        }));
        assertEquals(5, log.size());
        assertEquals(1, now());
    }

    @Test
    @Tag("case-93")
    void theValueIsKeptIfTheCancelFromOutsideCutNothingShort() {
        run(() -> TaskGroup.run(outer -> {
            Task<String> owner = outer.start(() -> TaskGroup.call(group -> {
                group.start(() -> {
                    CancelScope.callShielded(() -> await(Future.sleep(ms(10))));
                });
                return "value";
            }));
            sleep(1);
            owner.cancel("outside");
            assertEquals("value", await(owner));
        }));
    }

    @Test
    @Tag("case-93")
    void failuresInTheCleanupOfACancelledGroupAreThrownInstead() {
        RuntimeException failure = new RuntimeException("in the cleanup");
        run(() -> TaskGroup.run(outer -> {
            Task<Void> owner = outer.start(() -> assertSame(failure, assertThrows(RuntimeException.class, () ->
                    TaskGroup.run(group -> {
                        failing(group, 100, failure);
                        sleep(100);
                    }))));
            sleep(1);
            owner.cancel();
        }));
    }

    @Test
    @Tag("case-94")
    void aChildThatIsCancelledByHandDisturbsNobody() {
        run(() -> TaskGroup.run(group -> {
            Task<Void> child = group.start(() -> sleepAs("child", 100));
            group.start(() -> sleepAs("sibling", 100));
            sleep(1);
            child.cancel("by hand");
            sleepAs("body", 100);
        }));
        assertEquals(List.of("child cancelled at 1"), log);
        assertEquals(101, now());
    }

    @Test
    void aGroupThatIsCancelledByItselfCatchesThat() {
        run(() -> {
            assertNull(TaskGroup.call(group -> {
                group.start(() -> sleepAs("child", 100));
                group.scope().cancel("enough");
                sleepAs("body", 100);
                return "not reached";
            }));
            sleep(1);
        });
        assertEquals(List.of("body cancelled at 0", "child cancelled at 0"), log);
    }

    @Test
    @Tag("case-96")
    void childrenMayStartOthersWhileTheGroupWaits() {
        run(() -> TaskGroup.run(group -> group.start(() -> {
            sleep(1);
            group.start(() -> {
                sleep(1);
                group.start(() -> sleepAs("third", 1));
                group.start(() -> log.add("fourth"));
            });
        })));
        assertEquals(List.of("fourth"), log);
        assertEquals(3, now());
    }

    @Test
    @Tag("case-96")
    void aGroupThatWasLeftStartsNothing() {
        run(() -> {
            TaskGroup[] left = {null};
            TaskGroup.run(group -> left[0] = group);
            assertThrows(IllegalStateException.class, () -> left[0].start(() -> log.add("begun")));
            sleep(1);
        });
        assertEquals(List.of(), log);
    }

    @Test
    @Tag("case-96")
    void aHydraIsStoppedByOneFailure() {
        int[] begun = {0};
        RuntimeException failure = new RuntimeException("stop");
        run(() -> assertSame(failure, assertThrows(RuntimeException.class, () -> TaskGroup.run(group -> {
            group.start(() -> hydra(group, begun));
            failing(group, 6, failure);
        }))));
        assertEquals(6, now());
        assertTrue(begun[0] < 300, begun[0] + " heads");
    }

    private static void hydra(TaskGroup group, int[] begun) {
        begun[0]++;
        sleep(1);
        group.start(() -> hydra(group, begun));
        group.start(() -> hydra(group, begun));
    }

    @Test
    @Tag("case-97")
    void afterAFailureTheCancelFromOutsideComesAtTheNextAwait() {
        RuntimeException failure = new RuntimeException("failed");
        run(() -> TaskGroup.run(outer -> {
            Task<Void> owner = outer.start(() -> {
                assertSame(failure, assertThrows(RuntimeException.class, () -> TaskGroup.run(group -> {
                    failing(group, 100, failure);
                    sleep(100);
                })));
                sleepAs("owner", 10);
            });
            sleep(1);
            owner.cancel("outside");
            assertCancelledElsewhere("outside", () -> await(owner));
        }));
        assertEquals(List.of("owner cancelled at 1"), log);
    }

    @Test
    @Tag("case-97")
    void nothingIsCancelledAnyMoreAfterAGroupThatCancelledItsBody() {
        run(() -> {
            assertThrows(RuntimeException.class, () -> TaskGroup.run(group -> {
                failing(group, 1, new RuntimeException("failed"));
                sleep(100);
            }));
            sleep(10);
            assertEquals(11, now());
        });
    }

    @Test
    void atMostAsManyAsTheLimitRunAtATimeInOrder() {
        int[] running = {0, 0};
        run(() -> TaskGroup.call(3, group -> {
            for (int i = 0; i < 10; i++) {
                String name = "child " + i;
                group.start(() -> {
                    log.add(name);
                    running[1] = Math.max(running[1], ++running[0]);
                    sleep(10);
                    running[0]--;
                });
            }
            assertEquals(10, group.size());
            return null;
        }));
        assertEquals(3, running[1]);
        assertEquals(40, now());
        assertEquals(log.stream().sorted().toList(), log);
        assertEquals(10, log.size());
    }

    @Test
    void inALimitedGroupThatFailsEveryChildStillBeginsAndEnds() {
        run(() -> {
            assertThrows(RuntimeException.class, () -> TaskGroup.call(1, group -> {
                failing(group, 1, new RuntimeException("failed"));
                group.start(() -> sleepAs("second", 5));
                return group.start(() -> sleepAs("third", 5));
            }));
            assertThrows(IllegalArgumentException.class, () -> TaskGroup.call(0, group -> null));
        });
        assertEquals(List.of("second cancelled at 1", "third cancelled at 1"), log);
    }

    @Test
    void aTaskThatWaitsForItsTurnInALimitedGroupCanBeCancelled() {
        run(() -> TaskGroup.run(1, group -> {
            Task<Void> first = group.start(() -> sleepAs("first", 100));
            Task<Void> second = group.start(() -> sleepAs("second", 1));
            Task<Void> third = group.start(() -> sleepAs("third", 1));
            assertThrows(TimedOut.class, () -> CancelScope.callWithTimeout(ms(5), () -> await(second)));
            assertEquals(5, now());
            assertFalse(first.isDone() || third.isDone());
            await(third);
            assertEquals(101, now());
        }));
        assertEquals(List.of("second cancelled at 100"), log);
    }

    @Test
    void aCancelledGroupEndsAllThatWaitForTheirTurn() {
        run(() -> TaskGroup.run(2, group -> {
            for (int i = 0; i < 1_000; i++) {
                group.start(() -> sleep(100));
            }
            sleep(1);
            group.scope().cancel();
        }));
        assertEquals(1, now());
    }

    @Test
    void anEndedTaskThatIsKeptKeepsNoOtherThatAwaitedTheSame() throws InterruptedException {
        List<WeakReference<Task<?>>> others = new ArrayList<>();
        Task<?> kept = value(() -> TaskGroup.call(group -> {
            Promise<Void> gate = new Promise<>(Task.current().loop());
            Task<?> first = group.start(() -> await(gate));
            for (int i = 0; i < 50; i++) {
                others.add(new WeakReference<>(group.start(() -> await(gate))));
            }
            sleep(1);
            gate.complete(null);
            return first;
        }));
        simulation.close();
        for (int i = 0; i < 100 && others.stream().anyMatch(each -> each.get() != null); i++) {
            System.gc();
        }
        assertEquals(0, others.stream().filter(each -> each.get() != null).count());
        assertTrue(kept.isDone());
    }
}
