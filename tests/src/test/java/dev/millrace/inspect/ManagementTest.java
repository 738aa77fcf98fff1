package dev.millrace.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** A program in JMX. */
class ManagementTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    private static ObjectName name(String name) throws Exception {
        return new ObjectName("dev.millrace:type=Program,name=" + ObjectName.quote(name));
    }

    private String ask(String operation) {
        return Millrace.run(Options.DEFAULT.withManagement("shown"), () -> Task.await(Future.offload(() ->
                (String) server.invoke(name("shown"), operation, new Object[0], new String[0]))));
    }

    @Test
    void itAnswersWhileItRuns() {
        assertTrue(ask("tree").startsWith("main: awaits blocking work, since "));
        assertTrue(ask("tasks").startsWith("PATH "));
        assertEquals("tasks: 1 {SUSPENDED=1}, deadlocks: 0", ask("statistics"));
    }

    @Test
    void itIsGoneWhenItHasEnded() throws Exception {
        ask("tree");
        assertEquals(0, server.queryNames(new ObjectName("dev.millrace:name=\"shown*\",*"), null).size());
    }

    @Test
    void aSecondOneOfTheNameGetsANumber() throws Exception {
        Millrace.run(Options.DEFAULT.withManagement("shown"), () -> Task.await(Future.offload(() -> {
            Millrace.run(Options.DEFAULT.withManagement("shown"), () -> {
                assertTrue(server.isRegistered(name("shown 2")));
            });
            return null;
        })));
    }

    @Test
    void otherwiseNothingIsShown() throws Exception {
        Millrace.run(() -> assertEquals(0,
                server.queryNames(new ObjectName("dev.millrace:type=Program,*"), null).size()));
    }
}
