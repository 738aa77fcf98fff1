package dev.millrace.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Command lines, and what a user is told about them. */
class MainTest {
    private final Spoken spoken = new Spoken(false);

    @Test
    void demoPrintsItsTable() {
        assertEquals(0, run("demo", "--clients", "7", "--messages", "30", "--seed", "3"));
        assertEquals(List.of(), spoken.errors());
        Stream.of("connections +7", "messages +210", "bytes, each way +\\S+", "seconds +\\S+", "messages/s +\\S+",
                "latency p50 +\\S+ ms", "latency p99 +\\S+ ms", "latency max +\\S+ ms", "turns +[1-9]\\S*",
                "longest turn +\\S+ ms", "polls +[1-9]\\S*", "system calls per message +\\S+", "EAGAINs +\\S+",
                "wakeups +\\S+",
                "JDK +" + Runtime.version().feature() + "\\b.*", "binding +jn[ia]", "platform +\\S+.*",
                "Nothing was lost or altered.").forEach(this::assertSaid);
    }

    @Test
    void demoIsWhatRunsWithoutACommand() {
        assertEquals(0, run("--clients=2", "--messages=3", "--max-size=100"));
        assertSaid("messages +6");
    }

    @Test
    void messagesMayBeLargerThanAllBuffersOnTheirWay() {
        assertEquals(0, run("--clients=2", "--messages=2", "--min-size=16000000", "--max-size=16000000"));
        assertSaid("bytes, each way +64\\D?000\\D?000");
    }

    @Test
    void aBarIsDrawnForWhoeverWatches() {
        Spoken watched = new Spoken(true);
        assertEquals(0, Main.execute(watched.terminal(), "--clients=2", "--messages=3", "--max-size=100"));
        assertTrue(watched.out().contains("\r[" + "#".repeat(40) + "] 100 %"), watched::out);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongUsageIsOneLineAndStatusTwo(String line, String told) {
        assertEquals(2, run(line.split(" ")));
        assertOneError(told);
        assertEquals("", spoken.out());
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("--clients x", "'--clients': 'x' is not an int (see millrace demo --help)"),
                Arguments.of("--clients", "Missing required parameter"),
                Arguments.of("--clients 0", "--clients is positive, not 0"),
                Arguments.of("--messages=-1", "--messages is positive, not -1"),
                Arguments.of("--timeout 0", "--timeout is positive, not 0"),
                Arguments.of("--min-size 9 --max-size 8", "--max-size is from --min-size (9) to 16777216, not 8"),
                Arguments.of("--max-size 16777217", "to 16777216, not 16777217"),
                Arguments.of("--tls --style callback", "--tls is for --style await"),
                Arguments.of("--client 3", "unknown: --client 3 (see millrace demo --help)"),
                Arguments.of("--clients 2 serve", "unknown: serve (see millrace demo --help)"),
                Arguments.of("sreve", "unknown: sreve (see millrace --help)"),
                Arguments.of("serve --port 65536", "--port is from 0 to 65535, not 65536"),
                Arguments.of("serve --grace=-1", "--grace is 0 or more, not -1"),
                Arguments.of("serve here", "unknown: here (see millrace serve --help)"),
                Arguments.of("http --tls", "--tls takes --certificate FILE and --key FILE"),
                Arguments.of("http --tls --certificate pom.xml", "--tls takes --certificate FILE and --key FILE"),
                Arguments.of("http --key pom.xml", "--certificate and --key are for --tls"),
                Arguments.of("http --tls --certificate pom.xml --key pom.xml",
                        "--certificate pom.xml, --key pom.xml: no certificate in PEM"),
                Arguments.of("http --tls --certificate nowhere --key nowhere",
                        "--certificate: nowhere (No such file or directory)"),
                Arguments.of("explore nothing", "no program is named nothing; these are: account, bluetooth"),
                Arguments.of("explore --seeds 0", "--seeds is positive, not 0"),
                Arguments.of("explore --limit=-1", "--limit is positive, not -1"),
                Arguments.of("explore --fairness account", "--fairness takes no programs"),
                Arguments.of("explore --strategy luck", "but was 'luck' (see millrace explore --help)"));
    }

    @Test
    void exploreShowsTheRunOfASingleProgram() {
        assertEquals(0, run("explore", "lost-wakeup", "--seeds", "3", "--strategy", "portfolio,random-walk"));
        assertSaid("\\| program +\\| natural order +\\| portfolio +\\| random-walk +\\|.*");
        assertSaid("\\| lost-wakeup +\\| +\\| \\d+\\.\\d +\\| \\d+\\.\\d +\\|.*");
        assertSaid("replay: Simulation.replay\\(\"step:main/reader@\\d=1\", program\\)");
        assertEquals(List.of("lost-wakeup, portfolio", "lost-wakeup, random-walk"), spoken.errors());
    }

    @Test
    void exploreTakesGroupsAndRunsRepairedForms() {
        assertEquals(0, run("explore", "LOOP", "etcd_7902", "--seeds=1"));
        assertSaid("\\| program +\\| natural order +\\| portfolio +\\|");
        assertSaid("\\| lost-wakeup +\\| .*");
        assertSaid("\\| mixed-answers +\\| .*");
        assertSaid("\\| etcd_7902 +\\| .*");
        assertSaid("Repaired: 1 of 1 pass all their schedules of at most 2 deviations, 8 in total\\.");
    }

    @Test
    void exploreFailsIfABugIsNotFound() {
        assertEquals(1, run("explore", "deadlock01", "token_ring", "--seeds=2", "--strategy=natural", "--limit=5"));
        assertSaid("\\| deadlock01 +\\| fails +\\| 1\\.0 +\\| 20 +\\| 4 +\\| 5 +\\|");
        assertSaid("\\| token_ring +\\| +\\| - +\\| 8 +\\| 7 +\\| 5 +\\|");
        assertEquals("millrace: not found with every seed: token_ring", spoken.errors().get(2));
    }

    @Test
    void exploreShowsTheFairnessOfSchedulersWithTheirCounterexamples() {
        assertEquals(0, run("explore", "--fairness"));
        assertSaid("\\| scheduler +\\| order +\\| proportion +\\| delay +\\| passed over +\\| apart +\\|");
        assertSaid("\\| fair queueing +\\| held +\\| held +\\| held +\\| 1 +\\| 5 +\\|");
        assertSaid("\\| priority without ageing +\\| held +\\| `a: 2 x 4, b: 1 x 1`: 8 > 5 +\\|.*"
                + "\\| 100 +\\| 100 +\\|");
        assertSaid("priority without ageing, a: 2 x 4, b: 1 x 1");
        assertSaid("proportional share is broken for b beside a: 8 ns of work per weight apart, at most 5 allowed");
        assertSaid(" +8 ns: a1 of a ends, charged 4 ns");
    }

    @Test
    void aPortInUseIsOneLineAndStatusOne() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertEquals(1, run("serve", "--port", String.valueOf(taken.getLocalPort())));
            assertOneError("bind 127.0.0.1:" + taken.getLocalPort() + ": EADDRINUSE");
        }
    }

    @Test
    void anUnknownHostIsOneLineAndStatusOne() {
        String tooLongForAnyName = "x".repeat(64) + ".invalid";
        assertEquals(1, run("serve", "--host", tooLongForAnyName));
        assertOneError("unknown host: " + tooLongForAnyName);
    }

    @Test
    void anAddressOfOthersIsOneLineAndStatusOne() {
        assertEquals(1, run("serve", "--host", "192.0.2.1"));
        assertOneError("bind 192.0.2.1:7007: EADDRNOTAVAIL");
    }

    @ParameterizedTest
    @MethodSource("questions")
    void questionsAreAnswered(String line, String answer) {
        assertEquals(0, run(line.split(" ")));
        assertTrue(spoken.out().contains(answer), spoken::out);
        assertEquals(List.of(), spoken.errors());
    }

    static Stream<Arguments> questions() {
        return Stream.of(
                Arguments.of("--help", "Without a command, demo runs"),
                Arguments.of("demo --help", "--max-size=BYTES"),
                Arguments.of("serve --help", "--grace=SECONDS"),
                Arguments.of("explore --help", "--strategy=NAME"),
                Arguments.of("--version", "millrace "));
    }

    private int run(String... args) {
        return Main.execute(spoken.terminal(), args);
    }

    private void assertSaid(String line) {
        assertTrue(spoken.out().lines().anyMatch(each -> each.matches(line)), () -> line + "\nin\n" + spoken.out());
    }

    private void assertOneError(String part) {
        assertEquals(1, spoken.errors().size(), () -> spoken.errors().toString());
        String line = spoken.errors().get(0);
        assertTrue(line.startsWith("millrace: ") && line.contains(part), line);
    }
}
