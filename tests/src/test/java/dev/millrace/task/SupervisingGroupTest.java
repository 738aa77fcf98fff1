package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups whose children may fail. */
class SupervisingGroupTest extends OnEveryKind {

    @Test
    void aSupervisingGroupReportsTheFailureOfAChildAndGoesOn() {
        run(() -> TaskGroup.supervise(group -> {
            group.start("bad", () -> {
                throw new IllegalStateException("the child's");
            });
            sleep(1);
            log.add("goes on");
        }));
        assertEquals(List.of("goes on"), log);
        assertEquals(List.of("a task of a supervising group failed: Task bad: java.lang.IllegalStateException:"
                + " the child's"), reported);
        reported.clear();
    }

    @Test
    void theBodysOwnFailureFailsASupervisingGroup() {
        IllegalStateException thrown = assertThrows(IllegalStateException.class,
                () -> run(() -> TaskGroup.supervise(group -> {
                    group.start(() -> sleepAs("child", 100));
                    sleep(1);
                    throw new IllegalStateException("the body's");
                })));
        assertEquals("the body's", thrown.getMessage());
        assertEquals(List.of("child cancelled at 1"), log);
    }
}
