package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Options;
import dev.millrace.testkit.Simulation;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A main task, and what is left of its program when it returns. */
class ProgramTest extends OnEveryKind {

    @Test
    @Tag("case-100")
    void whatIsLeftIsCancelledAndAwaitedAndTheValueIsKept() {
        assertEquals("value", value(() -> {
            TaskGroup.root().start(() -> {
                try {
                    sleepAs("left", 1_000);
                } finally {
                    Task.shielded(() -> await(Future.sleep(ms(7))));
                    log.add("cleaned at " + now());
                }
            });
            sleep(1);
            return "value";
        }));
        assertEquals(List.of("left cancelled at 1", "cleaned at 8"), log);
    }

    @Test
    @Tag("case-100")
    void whatFailsInItsCleanupGoesToTheHandlerAndTheValueIsKept() {
        assertEquals("value", value(() -> {
            TaskGroup.root().start(() -> {
                try {
                    sleep(1_000);
                } finally {
                    throwIt(new IllegalStateException("in the cleanup"));
                }
            });
            sleep(1);
            return "value";
        }));
        assertEquals(1, reported.size());
        assertTrue(reported.get(0).endsWith("in the cleanup"), reported.get(0));
        reported.clear();
    }

    private static void throwIt(RuntimeException failure) {
        throw failure;
    }

    @Test
    @Tag("case-100")
    void whatStillRunsAfterFiveSecondsIsNamedOnce() {
        List<Throwable> named = new ArrayList<>();
        Options options = Options.DEFAULT.withCoroutines(coroutines)
                .withFailures((what, failure) -> named.add(failure));
        try (Simulation own = new Simulation(options)) {
            assertEquals(1, own.run(() -> {
                TaskGroup.root().start(() -> Task.shielded(ProgramTest::stubborn));
                TaskGroup.root().start(() -> sleepAs("other", 1));
                sleep(1);
                return 1;
            }));
            assertEquals(ms(20_001), own.clock().elapsed());
        }
        assertEquals(1, named.size());
        assertTrue(Arrays.stream(named.get(0).getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("stubborn")));
    }

    private static Void stubborn() {
        return await(Future.sleep(ms(20_001)));
    }

    @Test
    void aFailureInTheRootGroupCancelsTheProgram() {
        RuntimeException failure = new RuntimeException("failed");
        assertSame(failure, assertThrows(RuntimeException.class, () -> run(() -> {
            TaskGroup.root().start(() -> {
                throw failure;
            });
            sleepAs("main", 1_000);
        })));
        assertEquals(List.of("main cancelled at 0"), log);
    }

    @Test
    void aFailureOfMainKeepsThoseOfTheCleanup() {
        RuntimeException failure = new RuntimeException("main");
        assertSame(failure, assertThrows(RuntimeException.class, () -> run(() -> {
            TaskGroup.root().start(() -> {
                try {
                    sleep(1_000);
                } finally {
                    throwIt(new RuntimeException("cleanup"));
                }
            });
            sleep(1);
            throw failure;
        })));
        assertEquals("cleanup", failure.getSuppressed()[0].getMessage());
    }

    @Test
    void aMainTaskThatIsCancelledIsCancelled() {
        assertCancelled("by itself", () -> run(() -> {
            Task.current().cancel("by itself");
            sleep(1);
        }));
    }

    @Test
    void tasksEverywhereInAProgramShareItsRootGroup() {
        run(() -> {
            TaskGroup root = TaskGroup.root();
            TaskGroup.run(group -> {
                assertNotSame(root, group);
                assertSame(root, await(group.start(() -> TaskGroup.root())));
            });
        });
    }

    /** A child that lives until it is told to end. */
    private record Child(Promise<Void> end, Task<Object> task) {
        static Child start(TaskGroup group) {
            Promise<Void> end = new Promise<>(Task.current().loop());
            return new Child(end, group.start(() -> {
                await(end);
                return new Object();
            }));
        }

        Task<Object> ended() {
            Task.yieldNow();
            end.complete(null);
            await(task);
            return task;
        }
    }

    @Test
    @Tag("case-98")
    void whoKeepsAnEndedChildKeepsNoneOfItsSiblings() {
        int children = 2_000;
        List<WeakReference<Object>> results = new ArrayList<>();
        run(() -> TaskGroup.run(group -> {
            Child child = Child.start(group);
            Task<Object> kept = null;
            for (int i = 0; i < children; i++) {
                Child sibling = Child.start(group);
                Task<Object> ended = child.ended();
                kept = i == 0 ? ended : kept;
                results.add(new WeakReference<>(ended.value()));
                child = sibling;
            }
            child.ended();
            System.gc();
            long alive = results.stream().filter(each -> each.get() != null).count();
            assertTrue(alive < 10, alive + " results are still reachable");
            assertSame(kept.value(), results.get(0).get());
        }));
    }

    @Test
    @Tag("case-98")
    void aMillionChildrenNeedNoMemory() {
        int children = kind == Kind.LOOP_SCHEDULED ? 1_000_000 : 5_000;
        run(() -> TaskGroup.call(10, group -> {
            for (int i = 0; i < children; i++) {
                Task<byte[]> task = group.start(() -> new byte[4_096]);
                if (i % 10 == 0) {
                    await(task);
                }
            }
            return null;
        }));
    }
}
