package dev.millrace;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.millrace.io.Buffered;
import dev.millrace.io.ClosedException;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Future;
import dev.millrace.task.Futures;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.threads.CapacityLimiter;
import dev.millrace.threads.Offload;
import dev.millrace.threads.OnCancel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ways to wait for futures, tasks and streams, each as a small program that says what must hold in any schedule. */
enum Waits {
    ALL(() -> children(group -> assertEquals(List.of(1, 2, 3), await(Futures.all(three(group)))))),
    ANY(() -> children(group -> assertEquals(1, await(Futures.any(three(group))) > 0 ? 1 : 0))),
    FIRST(() -> children(group -> {
        List<Task<Integer>> tasks = three(group);
        await(Futures.first(Futures.Losers.CANCEL, tasks));
        assertEquals(3, await(Futures.allSettled(tasks)).size());
    })),
    AS_COMPLETED(() -> children(group -> {
        Futures.Completions<Task<Integer>> ends = Futures.asCompleted(three(group));
        int sum = 0;
        while (ends.hasNext()) {
            sum += await(ends.next()).value();
        }
        assertEquals(6, sum);
    })),
    WAIT(() -> children(group -> {
        List<Task<Integer>> tasks = three(group);
        Futures.Waited<Task<Integer>> some = await(Futures.wait(tasks, Futures.Until.FIRST_DONE, ms(2)));
        assertEquals(3, some.done().size() + some.pending().size());
        assertEquals(List.of(1, 2, 3), await(Futures.all(tasks)));
    })),
    SHIELD(() -> children(group -> {
        Task<Integer> inner = group.start(() -> after(2, 7));
        Future<Integer> shield = inner.shield();
        group.start(() -> shield.cancel());
        await(Futures.allSettled(List.of(shield)));
        assertEquals(7, await(inner));
    })),
    DERIVED(() -> children(group -> {
        Promise<Integer> promise = new Promise<>(Task.current().loop());
        Future<Integer> derived = promise.flatMap(value -> Future.sleep(promise.loop(), ms(1)).map(slept -> value + 1))
                .withTimeout(ms(1_000));
        group.start(() -> promise.tryComplete(1));
        assertEquals(2, await(derived));
    })),
    GROUP_THAT_FAILS(() -> {
        try {
            TaskGroup.run(group -> {
                group.start(() -> await(Future.sleep(Duration.ofDays(1))));
                group.start(() -> {
                    Task.yieldNow();
                    throw new IllegalStateException("one");
                });
            });
            fail("the group did not fail");
        } catch (IllegalStateException e) {
            assertEquals("one", e.getMessage());
        }
    }),
    START_READY(() -> children(group -> assertEquals(5, await(group.<Integer>startReady(ready -> {
        Task.yieldNow();
        ready.complete(5);
        await(Future.sleep(ms(1)));
    }))))),
    TIMEOUT(() -> assertEquals(Optional.empty(),
            CancelScope.tryWithTimeout(ms(1), () -> await(Future.sleep(Duration.ofDays(1)))))),
    OFFLOAD(() -> {
        Offload patient = Offload.DEFAULT.withCancel(OnCancel.WAIT).withLimiter(new CapacityLimiter(1));
        children(group -> {
            Task<Integer> one = group.start(() -> await(patient.start(() -> 1)));
            Task<Integer> two = group.start(() -> await(patient.start(() -> 2)));
            assertEquals(3, await(one) + await(two));
        });
    }),
    BUFFERED(() -> talk(stream -> {
        for (String piece : List.of("ab", "cde", "line\r", "\nx", "yz|", "rest")) {
            await(stream.write(piece.getBytes(StandardCharsets.US_ASCII)));
        }
    }, stream -> {
        Buffered in = new Buffered(stream);
        assertEquals("abc", text(await(in.readExactly(3))));
        assertEquals("deline", await(in.readLine(100)).orElseThrow());
        assertEquals("xyz|", text(await(in.readUntil(100, new byte[] {'|'}))));
        assertEquals('r', await(in.read(1))[0]);
        assertEquals("est", text(await(in.readAll(100))));
    })),
    CLOSED_BY_ANOTHER(() -> talk(stream -> await(stream.read(new byte[1])), stream -> {
        TaskGroup.run(group -> {
            group.start(stream::close);
            try {
                fail("there is nothing to read: " + await(new Buffered(stream).readExactly(1)));
            } catch (ClosedException e) {
                // That is what the reader is to be told.
            }
        });
    }));

    /** Runs to its end, or fails. */
    final Task.Body program;

    Waits(Task.Body program) {
        this.program = program;
    }

    private static void children(TaskGroup.VoidBody body) {
        TaskGroup.run(body);
    }

    private static List<Task<Integer>> three(TaskGroup group) {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int value = i;
            tasks.add(group.start(() -> after(value % 2, value)));
        }
        return tasks;
    }

    private static int after(long milliseconds, int value) {
        await(Future.sleep(ms(milliseconds)));
        return value;
    }

    private static Duration ms(long milliseconds) {
        return Duration.ofMillis(milliseconds);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** What one end of a connection does. */
    private interface Part {
        void play(TcpStream stream) throws Exception;
    }

    private static void talk(Part accepted, Part connected) {
        try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
            TaskGroup.run(group -> {
                group.start("accepted", () -> {
                    try (TcpStream stream = await(listener.accept())) {
                        accepted.play(stream);
                    }
                });
                try (TcpStream stream = await(TcpStream.connect(listener.localAddress()))) {
                    connected.play(stream);
                }
            });
        }
    }
}
