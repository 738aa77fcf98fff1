package dev.millrace.lab;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands {@code ps} and {@code pstree}: they ask a running program for its tasks, and do not stop it. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {"Shows the tasks of a running program: where each is, what it awaits and since when.",
            "The program has to run with Options.withManagement, as demo and serve do."},
        footer = {"", "Status 0: shown. 1: there is no such program, or it may not be asked. 2: wrong options."})
final class TasksCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final String operation;

    @Parameters(index = "0", paramLabel = "PID", description = "The process that the program runs in.")
    private long pid;

    private TasksCommand(Terminal terminal, String operation) {
        this.terminal = terminal;
        this.operation = operation;
    }

    static TasksCommand table(Terminal terminal) {
        return new TasksCommand(terminal, "tasks");
    }

    static TasksCommand tree(Terminal terminal) {
        return new TasksCommand(terminal, "tree");
    }

    @Override
    public Integer call() {
        if (ProcessHandle.of(pid).isEmpty()) {
            throw new CommandFailed("there is no process " + pid);
        }
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address()))) {
            show(connector.getMBeanServerConnection());
            return 0;
        } catch (AttachNotSupportedException | IOException | JMException e) {
            throw new CommandFailed("process " + pid + " cannot be asked: is it a JVM, and yours? ("
                    + Failures.oneLine(String.valueOf(e.getMessage())) + ")");
        }
    }

    private String address() throws AttachNotSupportedException, IOException {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        try {
            return machine.startLocalManagementAgent();
        } finally {
            machine.detach();
        }
    }

    private void show(MBeanServerConnection server) throws IOException, JMException {
        Set<ObjectName> programs = server.queryNames(new ObjectName("dev.millrace:type=Program,*"), null);
        if (programs.isEmpty()) {
            throw new CommandFailed("process " + pid + " runs no program that shows its tasks"
                    + " (see Options.withManagement)");
        }
        for (ObjectName program : programs) {
            terminal.say(ObjectName.unquote(program.getKeyProperty("name")) + "\n"
                    + server.invoke(program, operation, new Object[0], new String[0]));
        }
    }
}
