package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.InVirtualTime;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Values that a task has while a body runs. */
class TaskLocalTest extends InVirtualTime {
    private final Task.Local<String> user = new Task.Local<>("user");

    @Test
    void aValueIsBoundForTheBodyAlone() {
        run(group -> {
            assertEquals("nobody", user.orElse("nobody"));
            assertEquals("ann", user.callWhere("ann", () -> {
                user.runWhere("bob", () -> assertEquals("bob", user.get()));
                return user.get();
            }));
            assertThrows(NoSuchElementException.class, user::get);
        });
    }

    @Test
    void aValueIsUnboundWhateverComesOutOfTheBody() {
        run(group -> {
            IOException failure = new IOException();
            assertEquals(failure, assertThrows(CompletionException.class, () -> user.callWhere("ann", () -> {
                throw failure;
            })).getCause());
            CancelScope scope = new CancelScope();
            scope.run(() -> user.runWhere("ann", () -> {
                scope.cancel("enough");
                sleep(1);
            }));
            assertEquals("nobody", user.orElse("nobody"));
        });
    }

    @Test
    void tasksThatAreStartedInTheBodyInheritTheValueAndKeepIt() {
        run(group -> {
            Task<String> inside = user.callWhere("ann", () -> group.start(() -> {
                sleep(10);
                return TaskGroup.call(inner -> await(inner.start(() -> user.get())));
            }));
            Task<String> outside = group.start(() -> user.orElse("nobody"));
            assertEquals("ann", await(inside));
            assertEquals("nobody", await(outside));
        });
    }

    @Test
    void tasksThatTakeTurnsEachSeeTheirOwnValue() {
        run(group -> {
            for (String name : new String[] {"ann", "bob"}) {
                group.start(() -> user.runWhere(name, () -> {
                    for (int i = 0; i < 3; i++) {
                        Task.yieldNow();
                        assertEquals(name, user.get());
                    }
                }));
            }
        });
    }

    @Test
    void twoTaskLocalsDoNotMeet() {
        Task.Local<String> other = new Task.Local<>("user");
        run(group -> user.runWhere("ann", () -> {
            assertEquals("none", other.orElse("none"));
            other.runWhere("bob", () -> assertEquals("ann", user.get()));
        }));
    }

    @Test
    void outsideOfTasksThereIsNothingButTheDefault() {
        assertEquals("nobody", user.orElse("nobody"));
        assertThrows(IllegalStateException.class, user::get);
        assertThrows(IllegalStateException.class, () -> user.callWhere("ann", () -> 1));
    }
}
