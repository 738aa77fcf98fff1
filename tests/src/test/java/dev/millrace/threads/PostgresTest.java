package dev.millrace.threads;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.task.Future;
import dev.millrace.task.TaskGroup;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL's own JDBC driver, which knows nothing of the loop, used by tasks against a real server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresTest {
    @TempDir
    static Path directory;
    private static Postgres server;

    private interface Query<T> {
        T run(Statement statement) throws SQLException;
    }

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> programs = Postgres.installed();
        Assumptions.assumeTrue(programs.isPresent(), "there is no PostgreSQL here");
        server = Postgres.start(programs.get(), directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    private static <T> Future<T> query(Connection connection, Query<T> query) {
        return Offload.DEFAULT.start(() -> {
            try (Statement statement = connection.createStatement()) {
                return query.run(statement);
            }
        });
    }

    private static Future<Integer> number(Connection connection, String select) {
        return query(connection, statement -> {
            try (ResultSet result = statement.executeQuery(select)) {
                assertTrue(result.next());
                return result.getInt(1);
            }
        });
    }

    private static Future<Boolean> command(Connection connection, String text) {
        return query(connection, statement -> statement.execute(text));
    }

    @Test
    void aTransactionRunsInATask() {
        assertEquals(42, Millrace.run(() -> {
            try (Connection connection = await(Offload.DEFAULT.start(server::connect))) {
                connection.setAutoCommit(false);
                await(command(connection, "create table answers (answer int)"));
                await(command(connection, "insert into answers values (40), (2)"));
                await(Offload.DEFAULT.start(() -> {
                    connection.commit();
                    return null;
                }));
                return await(number(connection, "select sum(answer) from answers"));
            }
        }));
    }

    /**
     * The second session waits in the server for the first one, which lets go only after the loop has seen that wait,
     * and its timers have fired: a query that held the loop up would wait for ever.
     */
    @Test
    void whileAQueryWaitsInTheServerTheLoopGoesOn() {
        assertEquals("waited 3 beats", Millrace.run(() -> {
            try (Connection first = await(Offload.DEFAULT.start(server::connect));
                    Connection second = await(Offload.DEFAULT.start(server::connect))) {
                await(command(first, "select pg_advisory_lock(1)"));
                return TaskGroup.call(group -> {
                    Future<Boolean> waiting = group.start(() -> await(command(second, "select pg_advisory_lock(1)")));
                    while (await(number(first, "select count(*) from pg_locks where not granted")) == 0) {
                        await(Future.sleep(Duration.ofMillis(1)));
                    }
                    int beats = 0;
                    while (beats < 3 && !waiting.isDone()) {
                        await(Future.sleep(Duration.ofMillis(1)));
                        beats++;
                    }
                    await(command(first, "select pg_advisory_unlock(1)"));
                    await(waiting);
                    return "waited " + beats + " beats";
                });
            }
        }));
    }
}
