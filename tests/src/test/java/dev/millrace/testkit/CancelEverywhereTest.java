package dev.millrace.testkit;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.io.Buffered;
import dev.millrace.net.Address;
import dev.millrace.net.IpAddress;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Futures;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.task.TimedOut;
import dev.millrace.testkit.CancelEverywhere.Invariant;
import dev.millrace.testkit.CancelEverywhere.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation that may wait, cancelled wherever it can be: nothing is left, nothing is lost. */
@ParameterizedClass(name = "{argumentSetName}")
@MethodSource("kinds")
class CancelEverywhereTest {
    private static final Invariant NOTHING_MORE = simulation -> { };

    @Parameter
    Supplier<Coroutines> coroutines;

    static List<Arguments> kinds() {
        return List.of(argumentSet("the best kind", (Supplier<Coroutines>) Coroutines::best),
                argumentSet("baton", (Supplier<Coroutines>) Coroutines::baton));
    }

    /** What is done with two streams that are connected, and closed afterwards. */
    private interface Talk {
        void run(TcpStream client, TcpStream server) throws Exception;
    }

    private int check(Scenario scenario, Invariant invariant) {
        return new CancelEverywhere(coroutines.get()).check(scenario, invariant);
    }

    private void check(Scenario scenario) {
        assertTrue(check(scenario, NOTHING_MORE) >= 2);
    }

    private void checkTalk(Talk talk) {
        check(simulation -> connected(talk));
    }

    private static void connected(Talk talk) throws Exception {
        try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
            Future<TcpStream> connecting = TcpStream.connect(listener.localAddress());
            Future<TcpStream> accepting = listener.accept();
            try {
                talk.run(await(connecting), await(accepting));
            } finally {
                discard(connecting);
                discard(accepting);
            }
        }
    }

    private static void discard(Future<TcpStream> stream) {
        stream.cancel();
        if (!stream.isCancelled()) {
            stream.value().close();
        }
    }

    private static Duration ms(long milliseconds) {
        return Duration.ofMillis(milliseconds);
    }

    private static void sleep(long milliseconds) {
        await(Future.sleep(ms(milliseconds)));
    }

    private static void timedOut(Runnable body) {
        try {
            body.run();
            throw new AssertionError("it was in time");
        } catch (TimedOut e) {
            assertTrue(e.getMessage().startsWith("not done within"));
        }
    }

    // ------------------------------------------------------------------ floor 3

    @Test
    void sleepAndYield() {
        check(simulation -> {
            sleep(5);
            Task.yieldNow();
            sleep(5);
        });
    }

    @Test
    void offload() {
        check(simulation -> assertEquals(7, await(Future.offload(() -> 7))));
    }

    @Test
    void futuresMadeOfOthers() {
        check(simulation -> {
            assertEquals("a", await(Future.sleep(ms(1)).map(nothing -> "a")));
            assertEquals("b", await(Future.sleep(ms(1)).flatMap(nothing -> Future.of(simulation.loop(), "b"))));
            await(Futures.all(simulation.loop(), List.of(Future.sleep(ms(1)), Future.sleep(ms(2)))));
            await(Futures.any(List.of(Future.sleep(ms(1)), Future.sleep(ms(2)))));
            timedOut(() -> await(Future.sleep(ms(9)).withTimeout(ms(1))));
        });
    }

    @Test
    void aGroupOfChildrenThatHoldAPermitEach() {
        int[] held = {0};
        check(simulation -> TaskGroup.call(2, group -> {
            for (int i = 0; i < 4; i++) {
                group.start(() -> {
                    held[0]++;
                    try {
                        sleep(3);
                    } finally {
                        held[0]--;
                    }
                });
            }
            sleep(1);
            return null;
        }), simulation -> assertEquals(0, held[0]));
    }

    @Test
    void aChildThatSaysWhenItIsReady() {
        check(simulation -> TaskGroup.run(group -> {
            assertEquals(1, await(group.startReady((Promise<Integer> ready) -> {
                sleep(1);
                ready.complete(1);
                sleep(1);
            })));
            sleep(3);
        }));
    }

    @Test
    void tasksOfTheRootGroup() {
        check(simulation -> {
            TaskGroup.root().start(() -> CancelScope.callShielded(() -> await(Future.sleep(ms(3)))));
            await(TaskGroup.root().start(() -> sleep(2)));
        });
    }

    @Test
    void scopesTimeoutsAndShields() {
        check(simulation -> {
            timedOut(() -> CancelScope.callWithTimeout(ms(3), () -> await(Future.sleep(ms(9)))));
            CancelScope.tryWithTimeout(ms(3), () -> CancelScope.callShielded(() -> await(Future.sleep(ms(9)))));
            CancelScope scope = new CancelScope();
            scope.run(() -> {
                scope.cancel();
                sleep(1);
            });
        });
    }

    @Test
    void aSwallowedCancelComesAgain() {
        check(simulation -> {
            for (int i = 0; i < 3; i++) {
                try {
                    sleep(1);
                } catch (Cancelled e) {
                    CancelScope.callShielded(() -> await(Future.sleep(ms(1))));
                }
            }
        });
    }

    // ------------------------------------------------------------------ floor 4

    @Test
    @Tag("case-156")
    void connectAndAccept() {
        checkTalk((client, server) -> { });
    }

    @Test
    void readsLoseNoByte() {
        int[] received = {0};
        long[] sent = {0};
        check(simulation -> {
            received[0] = 0;
            sent[0] = 0;
            connected((client, server) -> TaskGroup.run(group -> {
                byte[] buffer = new byte[3];
                group.start(() -> {
                    try {
                        for (int i = 0; i < 3; i++) {
                            await(client.write(new byte[4]));
                            sleep(1);
                        }
                    } finally {
                        client.shutdownOutput();
                        sent[0] = client.written();
                    }
                });
                try {
                    for (int i = 0; i < 3; i++) {
                        received[0] += await(server.read(buffer));
                    }
                } finally {
                    received[0] += drained(server, buffer);
                }
            }));
        }, simulation -> assertEquals(sent[0], received[0]));
    }

    private static int drained(TcpStream stream, byte[] buffer) {
        return CancelScope.callShielded(() -> {
            int sum = 0;
            for (int count; (count = await(stream.read(buffer))) >= 0;) {
                sum += count;
            }
            return sum;
        });
    }

    @Test
    @Tag("case-154")
    void aLargeWriteSendsWhatItSaysAndLeavesTheStreamUsable() {
        long[] counts = {0, 0};
        check(simulation -> {
            Arrays.fill(counts, 0);
            connected((client, server) -> TaskGroup.run(group -> {
                group.start(() -> {
                    try {
                        sleep(1);
                    } finally {
                        counts[1] = drained(server, new byte[30_000]);
                    }
                });
                try {
                    await(client.write(new byte[500_000]));
                    await(client.write(new byte[][] {new byte[100_000], new byte[100_000]}));
                } finally {
                    CancelScope.callShielded(() -> await(client.write(new byte[1])));
                    client.shutdownOutput();
                    counts[0] = client.written();
                }
            }));
        }, simulation -> assertEquals(counts[0], counts[1]));
    }

    @Test
    void shutdownOfOutput() {
        checkTalk((client, server) -> {
            await(client.shutdownOutput());
            assertEquals(-1, await(server.read(new byte[1])));
        });
    }

    @Test
    void bufferedReadsKeepWhatHasCome() {
        String text = "one\ntwo;three-four";
        List<String> parts = new ArrayList<>();
        check(simulation -> connected((client, server) -> TaskGroup.run(group -> {
            parts.clear();
            group.start(() -> CancelScope.callShielded(() -> {
                for (byte each : text.getBytes()) {
                    await(client.write(new byte[] {each}));
                    sleep(1);
                }
                return await(client.shutdownOutput());
            }));
            Buffered buffered = new Buffered(server);
            try {
                parts.add(await(buffered.readLine(99)).orElseThrow() + "\n");
                parts.add(new String(await(buffered.readUntil(99, new byte[] {';'}))));
                parts.add(new String(await(buffered.readExactly(6))));
                parts.add(new String(await(buffered.read(2))));
            } finally {
                parts.add(new String(CancelScope.callShielded(() -> await(buffered.readAll(99)))));
            }
        })), simulation -> assertTrue(parts.isEmpty() || String.join("", parts).equals(text), parts.toString()));
    }

    @Test
    void aServerEndsWithItsConnectionsAndItsListener() {
        int[] serving = {0};
        check(simulation -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            try (listener) {
                TaskGroup.run(servers -> {
                    listener.serve(servers, stream -> echo(stream, serving));
                    TaskGroup.run(group -> {
                        for (int i = 0; i < 2; i++) {
                            group.start(() -> client(listener.localAddress()));
                        }
                    });
                    listener.close();
                });
            }
        }, simulation -> assertEquals(0, serving[0]));
    }

    private static void echo(TcpStream stream, int[] serving) {
        serving[0]++;
        try {
            byte[] buffer = new byte[4];
            for (int count; (count = await(stream.read(buffer))) >= 0;) {
                await(stream.write(buffer, 0, count));
            }
        } finally {
            serving[0]--;
        }
    }

    private static void client(IpAddress server) {
        try (TcpStream stream = await(TcpStream.connect(server))) {
            await(stream.write(new byte[10]));
            assertEquals(10, await(new Buffered(stream).readExactly(10)).length);
        }
    }

    // ------------------------------------------------------------------ the checker itself

    private String refusal(Scenario scenario, Invariant invariant) {
        return assertThrows(AssertionError.class, () -> check(scenario, invariant)).getMessage();
    }

    @Test
    void itCountsTheStepsAfterWhichItCancels() {
        int[] runs = {0};
        assertEquals(check(simulation -> {
            runs[0]++;
            sleep(1);
        }, NOTHING_MORE) + 1, runs[0]);
    }

    @Test
    void itSaysWhereAPermitIsLost() {
        int[] permits = {0};
        String message = refusal(simulation -> {
            permits[0] = 1;
            sleep(1);
            permits[0] = 0;
        }, simulation -> assertEquals(0, permits[0]));
        assertTrue(message.startsWith("cancelled after step "), message);
    }

    @Test
    void itSaysThatADescriptorIsLeft() {
        String message = refusal(simulation -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            sleep(1);
            listener.close();
        }, NOTHING_MORE);
        assertTrue(message.endsWith("1 descriptors are left open"), message);
    }

    @Test
    void itSaysThatAScenarioFailsOrHangs() {
        assertTrue(refusal(simulation -> {
            throw new IllegalStateException("broken");
        }, NOTHING_MORE).startsWith("without a cancel"));
        assertTrue(refusal(simulation -> CancelScope.callShielded(() -> await(new Promise<Void>(simulation.loop()))),
                NOTHING_MORE).contains("deadlock"));
        assertTrue(refusal(simulation -> {
            try {
                sleep(1);
            } catch (Cancelled e) {
                throw new IllegalStateException("because of the cancel", e);
            }
        }, NOTHING_MORE).startsWith("cancelled after step "));
    }
}
