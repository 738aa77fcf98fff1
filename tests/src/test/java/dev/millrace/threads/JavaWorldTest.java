package dev.millrace.threads;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.Millrace;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the rest of the Java world does for a task while the loop's heartbeat goes on. */
class JavaWorldTest {
    private static final int BEATS = 3;

    private final CountDownLatch beats = new CountDownLatch(BEATS);

    /** Runs a body in a task, beside a heart that beats until it has ended. */
    private <T> T whileTheHeartBeats(Callable<T> body) {
        return Millrace.run(() -> TaskGroup.call(group -> {
            Task<Void> heart = group.start(() -> {
                while (true) {
                    await(Future.sleep(Duration.ofMillis(1)));
                    beats.countDown();
                }
            });
            try {
                return body.call();
            } finally {
                heart.cancel();
            }
        }));
    }

    /** The server answers after the heart has beaten: a client that held the loop up would wait for ever. */
    @Test
    void anHttpClientRunsOnTheLoop() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try {
                beats.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            byte[] body = "hello".getBytes("UTF-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            assertEquals("hello", whileTheHeartBeats(() -> {
                EventLoop loop = Task.current().loop();
                HttpClient client = HttpClient.newBuilder().executor(loop).build();
                return await(Future.from(loop, client.sendAsync(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()))).body();
            }));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void jdbcRunsAwayFromTheLoop() {
        assertEquals(42, whileTheHeartBeats(() -> await(Future.offload(() -> {
            try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
                    Statement statement = connection.createStatement()) {
                statement.execute("create table answers (answer int)");
                statement.execute("insert into answers values (42)");
                beats.await();
                try (ResultSet result = statement.executeQuery("select answer from answers")) {
                    assertTrue(result.next());
                    return result.getInt(1);
                }
            }
        }))));
    }

    @Test
    void aChainOfCompletableFuturesRunsOnTheLoop() {
        whileTheHeartBeats(() -> {
            EventLoop loop = Task.current().loop();
            CompletableFuture<Boolean> chain = CompletableFuture.supplyAsync(() -> {
                try {
                    beats.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return 1;
            }).thenApplyAsync(value -> loop.isLoopThread(), loop).thenApplyAsync(on -> on && loop.isLoopThread(), loop);
            assertTrue(await(Future.from(loop, chain)));
            return null;
        });
    }
}
