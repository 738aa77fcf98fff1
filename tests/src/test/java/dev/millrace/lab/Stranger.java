package dev.millrace.lab;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Other people's programs, which talk to ours. */
final class Stranger {
    private static final int LONGEST_SECONDS = 60;
    /** How often the state of a server is looked at until it is what it should be; each look takes a process. */
    private static final int LOOKS = 500;

    private Stranger() {
    }

    /** Skips the test where a program is not installed. */
    static void needs(String program) {
        assumeTrue(isInstalled(program), program + " is not installed");
    }

    static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** Runs a program to its end and returns what it printed. */
    static String run(String... command) {
        return output("", new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile()));
    }

    /** Says something to a program, leaves its input open, and returns what it printed until it ended. */
    static String converse(String said, String... command) {
        return output(said, new ProcessBuilder(command));
    }

    private static String output(String said, ProcessBuilder program) {
        try {
            Process process = program.redirectErrorStream(true).start();
            CompletableFuture.delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
            process.getOutputStream().write(said.getBytes());
            process.getOutputStream().flush();
            return new String(process.getInputStream().readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", program.command()), e);
        }
    }

    /**
     * Waits until a server has no descriptor more than when it was idle, and no connection that only its peer ended.
     */
    static void awaitNothingLeft(Program server, int port, long idle) throws IOException {
        String left = "";
        long descriptors = 0;
        for (int look = 0; look < LOOKS; look++) {
            left = run("ss", "-Htan", "state", "close-wait", "sport = :" + port);
            descriptors = server.descriptors();
            if (left.isEmpty() && descriptors <= idle) {
                return;
            }
        }
        fail("left behind: " + (descriptors - idle) + " descriptors, " + left);
    }
}
