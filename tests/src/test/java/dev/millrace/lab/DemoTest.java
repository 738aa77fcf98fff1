package dev.millrace.lab;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.ByteStream;
import dev.millrace.loop.EventLoop;
import dev.millrace.net.TcpServer;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The demonstration notices a server that does not do what an echo server should. */
class DemoTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final int SIZE = 1000;

    private static final StreamBody AN_ALTERED_BYTE = stream -> {
        byte[] buffer = new byte[SIZE];
        for (int count; (count = await(stream.read(buffer))) >= 0;) {
            buffer[0] ^= 1;
            await(stream.write(buffer, 0, count));
        }
    };

    private final Workload workload = new Workload(3, 5, SIZE, SIZE, 42);

    @Test
    void anHonestServerPasses() {
        assertTrue(demo(loop -> answering(bytes -> bytes)).run(LONG).toString().contains("connections"));
    }

    @Test
    void anAlteredByteIsNoticed() {
        String told = failure(answering(bytes -> {
            bytes[bytes.length - 1] ^= 1;
            return bytes;
        }));
        assertTrue(told.matches(
                "message 1 of client \\d came back altered: byte \\d+ of 1000 is \\d+, and \\d+ was sent"), told);
    }

    @Test
    void aLostByteIsNoticed() {
        String told = failure(stream -> once(stream, bytes -> Arrays.copyOf(bytes, SIZE - 1)));
        assertTrue(told.matches("message 1 of client \\d was lost: the end came after 999 of its 1000 bytes"), told);
    }

    @Test
    void aByteTooManyIsNoticed() {
        String told = failure(stream -> once(stream, bytes -> Arrays.copyOf(bytes, SIZE + 1)));
        assertTrue(told.matches("client \\d got 1 bytes that nobody sent, after its message 1"), told);
    }

    @Test
    void aByteAfterTheLastMessageIsNoticed() {
        int[] seen = {0};
        Workload one = new Workload(1, 5, SIZE, SIZE, 42);
        TcpServer.Handler oneMore = answering(bytes -> {
            seen[0] += bytes.length;
            return seen[0] == 5 * SIZE ? Arrays.copyOf(bytes, bytes.length + 1) : bytes;
        });
        String told = failure(new Demo(one, new Spoken(false).terminal(), new CallbackExchange(loop -> oneMore)));
        assertTrue(told.matches("client 1 got 1 bytes that nobody sent, after its message 5"), told);
    }

    @Test
    void aHandlerThatThrowsIsTold() {
        String told = failure(stream -> {
            throw new IllegalStateException("not today");
        });
        assertTrue(told.endsWith("failed: java.lang.IllegalStateException: not today"), told);
    }

    @Test
    void inStraightLinesAnHonestServerPasses() {
        assertTrue(inTasks(stream -> new Echo(stream.loop()).inTask(stream, SIZE)).run(LONG).toString()
                .contains("connections"));
    }

    @Test
    void overTlsAnHonestServerPassesAndAnAlteredByteIsNoticed() {
        Layer tls = Layer.tls(LONG);
        String report = inTasks(tls, AwaitExchange.honest()).run(LONG).toString();
        assertTrue(report.contains("handshake p99"), report);
        String told = failure(inTasks(tls, AN_ALTERED_BYTE));
        assertTrue(told.matches("message 1 of client \\d came back altered: byte 1 of 1000 .*"), told);
    }

    @Test
    void inStraightLinesAnAlteredByteIsNoticed() {
        String told = failure(inTasks(AN_ALTERED_BYTE));
        assertTrue(told.matches("message 1 of client \\d came back altered: byte 1 of 1000 .*"), told);
    }

    @Test
    void inStraightLinesALostByteIsNoticed() {
        String told = failure(inTasks(stream -> {
            byte[] buffer = new byte[SIZE];
            await(stream.write(buffer, 0, await(stream.read(buffer)) - SIZE));
        }));
        assertTrue(told.matches("message 1 of client \\d was lost: the end came after 0 of its 1000 bytes"), told);
    }

    private Demo inTasks(StreamBody echo) {
        return inTasks(Layer.NONE, echo);
    }

    private Demo inTasks(Layer layer, StreamBody echo) {
        return new Demo(workload, new Spoken(false).terminal(), new AwaitExchange(Coroutines.best(), layer, echo));
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        Demo demo = demo(loop -> stream -> new Promise<Void>(loop));
        assertEquals("not done within 1 s: 0 of 15 messages came back",
                assertThrows(CommandFailed.class, () -> demo.run(Duration.ofSeconds(1))).getMessage());
    }

    private Demo demo(Function<EventLoop, TcpServer.Handler> handler) {
        return new Demo(workload, new Spoken(false).terminal(), new CallbackExchange(handler));
    }

    private String failure(TcpServer.Handler handler) {
        return failure(demo(loop -> handler));
    }

    private static String failure(Demo demo) {
        return assertThrows(CommandFailed.class, () -> demo.run(LONG)).getMessage();
    }

    /** Answers every read with what {@code change} makes of it. */
    private static TcpServer.Handler answering(UnaryOperator<byte[]> change) {
        return stream -> answer(stream, change);
    }

    private static Future<Void> answer(ByteStream stream, UnaryOperator<byte[]> change) {
        byte[] buffer = new byte[SIZE];
        return stream.read(buffer).flatMap(count -> count < 0
                ? Future.of(stream.loop(), null)
                : stream.write(change.apply(Arrays.copyOf(buffer, count))).flatMap(sent -> answer(stream, change)));
    }

    /** Answers one read and ends. */
    private static Future<Integer> once(ByteStream stream, UnaryOperator<byte[]> change) {
        byte[] buffer = new byte[SIZE];
        return stream.read(buffer).flatMap(count -> stream.write(change.apply(buffer)).boxed());
    }
}
