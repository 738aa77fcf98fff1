package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.EndOfStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that strace puts into the system calls of a whole process, and what its log says of them. */
@Tag("strace")
class StraceTest {
    private static final int CLIENTS = 5;
    private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\) += (-?\\d+).*");
    private static final Pattern CHANGE = Pattern.compile("\\d+, EPOLL_CTL_(\\w+), (\\d+),.*");

    @TempDir
    private Path directory;

    /** One line of the log. */
    private record Traced(String call, String arguments, int result) {
        int fd() {
            return Integer.parseInt(arguments.replaceFirst(",.*", ""));
        }
    }

    @BeforeAll
    static void straceWorks() throws InterruptedException {
        String why;
        try {
            Process process = TcpProcess.start(List.of("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true"));
            String said = new String(process.getInputStream().readAllBytes()).strip();
            why = process.waitFor() == 0 ? "" : said;
        } catch (IOException e) {
            why = e.getMessage();
        }
        assumeTrue(why.isEmpty(), "strace cannot run here: " + why);
    }

    private List<String> run(List<String> expressions, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("strace", "-ff", "--seccomp-bpf", "-qq"));
        command.addAll(List.of("-o", directory.resolve("log").toString()));
        expressions.forEach(expression -> command.addAll(List.of("-e", expression)));
        command.addAll(List.of("-e", "signal=none"));
        command.addAll(TcpProcess.command(List.of(), arguments));
        return TcpProcess.run(command);
    }

    private static List<String> allOk() {
        return IntStream.rangeClosed(1, CLIENTS).mapToObj(client -> "client " + client + ": ok").toList();
    }

    /** What the loop's thread did: the only one that makes such a call. */
    private List<Traced> loopThread(String call) throws IOException {
        try (Stream<Path> logs = Files.list(directory)) {
            for (Path log : logs.toList()) {
                List<String> lines = Files.readAllLines(log);
                if (lines.stream().anyMatch(line -> line.startsWith(call + "("))) {
                    return lines.stream().map(CALL::matcher).filter(Matcher::matches)
                            .map(match -> new Traced(match.group(1), match.group(2), Integer.parseInt(match.group(3))))
                            .toList();
                }
            }
        }
        throw new AssertionError("no thread called " + call);
    }

    // ------------------------------------------------------------------ faults

    /** Calls are counted a thread: the client's write is 1 and the server's is 2, the reads are the other way round. */
    @ParameterizedTest
    @CsvSource({
        "accept4, EMFILE, 1, ok, SystemException accept EMFILE",
        "accept4, ECONNABORTED, 1..3, ok,",
        "accept4, EINTR, 1..3, ok,",
        "sendto, ENOBUFS, 1, SystemException write ENOBUFS,",
        "sendto, ENOBUFS, 2, EndOfStream, SystemException write ENOBUFS",
        "sendto, EINTR, 1..3, ok,",
        "recvfrom, ECONNRESET, 1, BrokenException read ECONNRESET, BrokenException read ECONNRESET",
        "recvfrom, ECONNRESET, 2, BrokenException read ECONNRESET, BrokenException read ECONNRESET",
        "recvfrom, EINTR, 1..3, ok,",
        "epoll_ctl, ENOSPC, 3, SystemException poller_register ENOSPC,",
    })
    @Tag("case-165")
    @Tag("case-166")
    @Tag("case-178")
    @Tag("case-222")
    void faultOfOneCallEndsAsDocumentedAndTheServerGoesOn(String call, String errno, String when, String first,
            String reported) throws IOException, InterruptedException {
        List<String> lines = run(List.of("trace=" + call, "inject=" + call + ":error=" + errno + ":when=" + when),
                "echo", Integer.toString(CLIENTS));
        List<String> expected = new ArrayList<>(allOk());
        expected.set(0, "client 1: " + first);
        expected.add("served");
        if (reported != null) {
            expected.add("reported: " + reported);
        }
        assertEquals(Set.copyOf(expected), new HashSet<>(lines), String.join("\n", lines));
        assertEquals(expected.size(), lines.size(), String.join("\n", lines));
    }

    /** The first epoll_pwait2 asks whether there is such a call at all. */
    @ParameterizedTest
    @ValueSource(strings = {
        "epoll_pwait2:error=EINTR:when=2+2",
        "epoll_pwait2:error=ENOSYS -e inject=?epoll_wait,epoll_pwait:error=EINTR:when=1+2",
    })
    @Tag("case-222")
    void interruptedPollGoesOn(String faults) throws IOException, InterruptedException {
        List<String> expressions = new ArrayList<>(List.of("trace=?epoll_wait,epoll_pwait,epoll_pwait2"));
        Stream.of(faults.split(" -e inject=")).map(fault -> "inject=" + fault).forEach(expressions::add);
        List<String> lines = run(expressions, "echo", Integer.toString(CLIENTS));
        assertTrue(lines.containsAll(allOk()), String.join("\n", lines));
        List<String> slept = run(expressions, "wait", "300");
        assertTrue(slept.get(1).matches("slept [3-9]\\d\\d ms in 1 waits"), String.join("\n", slept));
        assertTrue(interrupted(), "no call was interrupted");
    }

    private boolean interrupted() throws IOException {
        boolean found = false;
        try (Stream<Path> logs = Files.list(directory)) {
            for (Path log : logs.toList()) {
                found |= Files.readString(log).contains("(Interrupted system call) (INJECTED)");
            }
        }
        return found;
    }

    // ------------------------------------------------------------------ what the loop asks of the kernel

    @Test
    @Tag("case-173")
    void descriptorIsRegisteredOnceAndDeregisteredBeforeItIsClosed() throws IOException, InterruptedException {
        assertTrue(run(List.of("trace=epoll_ctl,close,accept4,socket"), "echo", "5").containsAll(allOk()));
        Set<Integer> watched = new HashSet<>();
        Map<String, Integer> changes = new HashMap<>();
        for (Traced traced : loopThread("epoll_ctl")) {
            if (traced.call().equals("epoll_ctl")) {
                Matcher change = CHANGE.matcher(traced.arguments());
                assertTrue(change.matches() && traced.result() == 0, traced::toString);
                int fd = Integer.parseInt(change.group(2));
                assertTrue(change.group(1).equals("ADD") ? watched.add(fd) : watched.remove(fd), traced::toString);
                changes.merge(change.group(1), 1, Integer::sum);
            } else if (traced.call().equals("close")) {
                assertFalse(watched.contains(traced.fd()) && watched.size() > 1, () -> "still watched: " + traced);
            }
        }
        // The listener and two ends a client; the poller's own wakeup is never taken out.
        assertEquals(Map.of("ADD", 2 + 2 * CLIENTS, "DEL", 1 + 2 * CLIENTS), changes);
    }

    @Test
    void echoOfASmallMessageIsOneReadAndOneWriteOnEitherSide() throws IOException, InterruptedException {
        assertTrue(run(List.of("trace=recvfrom,sendto"), "echo", "5").containsAll(allOk()));
        List<Traced> calls = loopThread("recvfrom");
        assertEquals(2 * CLIENTS, calls.stream().filter(call -> call.call().equals("sendto")).count());
        assertEquals(2 * CLIENTS, calls.stream()
                .filter(call -> call.call().equals("recvfrom") && call.result() > 0).count());
        assertEquals(CLIENTS, calls.stream()
                .filter(call -> call.call().equals("recvfrom") && call.result() <= 0).count(), "the clients' ends");
    }
}
