package dev.millrace.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tasks of a program, asked from outside. */
class TasksTest {
    private final Spoken spoken = new Spoken(false);

    private int run(String... args) {
        return Main.execute(spoken.terminal(), args);
    }

    @Test
    void aServerShowsItsTasksAndServesOn() throws Exception {
        try (Program server = Program.start("serve", "--port=0", "--grace=1");
                Socket client = Program.connect(server.port())) {
            echo(client);
            assertEquals(0, run("pstree", "" + server.pid()), () -> spoken.errors().toString());
            assertTrue(spoken.out().startsWith("serve\nmain: "), spoken.out());
            assertTrue(spoken.out().contains("(task): awaits read of tcp 127.0.0.1:"), spoken.out());
            assertEquals(0, run("ps", "" + server.pid()));
            assertTrue(spoken.out().contains("PATH"), spoken.out());
            echo(client);
        }
    }

    @Test
    void sigusr1PrintsTheTree() throws Exception {
        try (Program server = Program.start("serve", "--port=0", "--grace=1")) {
            server.port();
            server.signal("USR1");
            server.awaitLine(Pattern.compile("main: .*"));
        }
    }

    @Test
    void aProcessThatIsNotThereOrShowsNothingIsSaid() {
        long gone = Long.MAX_VALUE;
        assertEquals(1, run("ps", "" + gone));
        assertEquals(List.of("millrace: there is no process " + gone), spoken.errors());
    }

    @Test
    void aProcessThatIsNoVirtualMachineIsSaid() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            // The JDK sends such a process SIGQUIT, and waits for it to answer.
            assertEquals(1, run("ps", "" + other.pid()));
        } finally {
            other.destroyForcibly();
        }
        String said = spoken.errors().get(0);
        assertTrue(said.startsWith("millrace: process " + other.pid() + " cannot be asked: "), said);
    }

    private static void echo(Socket client) throws Exception {
        client.getOutputStream().write(7);
        assertEquals(7, client.getInputStream().read());
    }
}
