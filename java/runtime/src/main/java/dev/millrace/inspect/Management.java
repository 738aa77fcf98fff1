package dev.millrace.inspect;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Coroutines;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Shows a loop's programs to JMX, from {@link #register} until {@link #close}. It needs the module
 * {@code java.management}, which a program that is a module itself has to require.
 */
public final class Management implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final MBeanServer server;
    private final ObjectName name;

    private record Program(EventLoop loop) implements ProgramMXBean {
        @Override
        public String tasks() {
            return ask(Dump::table);
        }

        @Override
        public String tree() {
            return ask(Dump::tree);
        }

        @Override
        public String statistics() {
            return ask(Program::counted);
        }

        private String ask(Function<Dump, String> text) {
            return Dump.ask(loop, PATIENCE, text);
        }

        private static String counted(Dump dump) {
            Map<Coroutines.State, Integer> counts = new EnumMap<>(Coroutines.State.class);
            dump.tasks().forEach(each -> counts.merge(each.state(), 1, Integer::sum));
            return "tasks: " + dump.tasks().size() + " " + counts + ", deadlocks: " + dump.deadlocks().size();
        }
    }

    private Management(MBeanServer server, ObjectName name) {
        this.server = server;
        this.name = name;
    }

    /**
     * Shows a loop under a name. Where another program of this VM has the name, a number is added.
     *
     * @throws IllegalStateException if JMX refuses it
     */
    public static Management register(EventLoop loop, String name) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Program program = new Program(loop);
        for (int number = 1; ; number++) {
            String unique = number == 1 ? name : name + " " + number;
            try {
                ObjectName as = new ObjectName("dev.millrace:type=Program,name=" + ObjectName.quote(unique));
                server.registerMBean(program, as);
                return new Management(server, as);
            } catch (InstanceAlreadyExistsException e) {
                // The next number may be free.
            } catch (JMException e) {
                throw new IllegalStateException("JMX does not take the program " + unique, e);
            }
        }
    }

    /** Takes the loop away from JMX; does nothing if somebody has done that. */
    @Override
    public void close() {
        try {
            server.unregisterMBean(name);
        } catch (JMException e) {
            // It is away.
        }
    }
}
