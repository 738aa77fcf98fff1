package dev.millrace.lab;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program as users start it, in the foreground: a process of its own, which does not outlive a test by much. */
final class Program implements AutoCloseable {
    private static final int LONGEST_SECONDS = 60;
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final BufferedReader out;

    private Program(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("os.name").equals("Linux")) {
            // Who builds in the background has SIGINT ignored, and children inherit that.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        out = process.inputReader();
        // No interrupt reaches a test that reads its output.
        CompletableFuture.delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
    }

    static Program start(String... args) throws IOException {
        return new Program(args);
    }

    /** Waits until it serves, and tells the port. */
    int port() throws IOException {
        return Integer.parseInt(awaitLine(LISTENING).group(1));
    }

    /** Waits for a line that matches; what else it says meanwhile is wrong. */
    Matcher awaitLine(Pattern wanted) throws IOException {
        String line = out.readLine();
        Matcher matcher = wanted.matcher(line == null ? "" : line);
        return matcher.matches() ? matcher : fail("not " + wanted + " but " + line);
    }

    /** Waits for the end of its output. */
    List<String> remainingLines() {
        return out.lines().toList();
    }

    /** Waits for its end and tells its status. */
    int status() throws InterruptedException {
        return process.waitFor();
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws IOException, InterruptedException {
        // The shell's own kill: the program of that name is not on every machine.
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
    }

    /** How many descriptors it has open. */
    long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            return all.count();
        }
    }

    static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getByName("127.0.0.1"), port);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        out.close();
    }
}
