package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.Simulation;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chains of futures that are twice as long as the stack is deep; on a thread with a small stack, to be quick. */
@Tag("case-66")
class LongChainTest {
    private static final long STACK_BYTES = 160 * 1024;
    private static final int LENGTH = 20_000;

    private final IllegalStateException failure = new IllegalStateException("at the head of the chain");

    @Test
    void completes() throws Exception {
        onSmallStack(simulation -> {
            Promise<Integer> head = new Promise<>(simulation.loop());
            Future<Integer> tail = chain(head);
            head.complete(0);
            simulation.runUntilIdle();
            assertEquals(LENGTH, tail.value());
        });
    }

    @Test
    void fails() throws Exception {
        onSmallStack(simulation -> {
            Promise<Integer> head = new Promise<>(simulation.loop());
            Future<Integer> tail = chain(head);
            head.fail(failure);
            simulation.runUntilIdle();
            assertSame(failure, tail.failure().orElseThrow());
        });
    }

    @Test
    void isCancelledFromItsTail() throws Exception {
        onSmallStack(simulation -> {
            Promise<Integer> head = new Promise<>(simulation.loop());
            assertTrue(chain(head).cancel("from the tail"));
            assertTrue(head.isCancelled());
            assertEquals("from the tail", head.failure().orElseThrow().getMessage());
        });
    }

    @Test
    void isCancelledFromItsHead() throws Exception {
        onSmallStack(simulation -> {
            Promise<Integer> head = new Promise<>(simulation.loop());
            Future<Integer> tail = chain(head);
            head.cancel();
            simulation.runUntilIdle();
            assertTrue(tail.isCancelled());
        });
    }

    @Test
    void ofPromisesThatCompleteEachOther() throws Exception {
        onSmallStack(simulation -> {
            Promise<Integer> head = new Promise<>(simulation.loop());
            Promise<Integer> tail = head;
            for (int i = 0; i < LENGTH; i++) {
                Promise<Integer> next = new Promise<>(simulation.loop());
                tail.onDone(done -> next.complete(done.value() + 1));
                tail = next;
            }
            head.complete(0);
            simulation.runUntilIdle();
            assertEquals(LENGTH, tail.value());
        });
    }

    @Test
    void ofALoopThatIsWrittenAsARecursion() throws Exception {
        onSmallStack(simulation -> {
            Future<Integer> counted = countDown(simulation, LENGTH);
            simulation.runUntilIdle();
            assertEquals(0, counted.value());
        });
    }

    private static Future<Integer> countDown(Simulation simulation, int from) {
        Future<Integer> now = Future.of(simulation.loop(), from);
        return from == 0 ? now : now.flatMap(count -> countDown(simulation, count - 1));
    }

    private static Future<Integer> chain(Future<Integer> head) {
        Future<Integer> tail = head;
        for (int i = 0; i < LENGTH; i++) {
            tail = tail.map(value -> value + 1);
        }
        return tail;
    }

    private static void onSmallStack(Consumer<Simulation> body) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            assertTrue(LENGTH >= 2 * stackDepth(0), "the stack is too deep for this test");
            try (Simulation simulation = new Simulation()) {
                body.accept(simulation);
            }
        }, null);
        new Thread(null, task, "small stack", STACK_BYTES).start();
        task.get();
    }

    private static int stackDepth(int depth) {
        try {
            return stackDepth(depth + 1);
        } catch (StackOverflowError e) {
            return depth;
        }
    }
}
