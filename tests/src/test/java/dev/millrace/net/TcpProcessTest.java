package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a test cannot do to its own JVM: take its descriptors away, stop it, have its native calls checked. */
class TcpProcessTest {

    @Test
    @Tag("case-165")
    void serverOutlivesAShortageOfDescriptors() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n 128 && exec \"$@\"", "sh"));
        command.addAll(TcpProcess.command(List.of(), "shortage"));
        List<String> lines = TcpProcess.run(command);
        String all = String.join("\n", lines);
        assertTrue(lines.contains("clients failed: SystemException socket EMFILE"), all);
        assertEquals(1, lines.stream().filter("reported: SystemException accept EMFILE"::equals).count(), all);
        Matcher tries = find("accepts (\\d+) polls (\\d+) listener open", lines);
        assertTrue(Integer.parseInt(tries.group(1)) <= 10, all);
        assertTrue(Integer.parseInt(tries.group(1)) >= 5, all);
        assertTrue(Integer.parseInt(tries.group(2)) <= 40, all);
        assertTrue(lines.contains("all clients ok"), all);
    }

    /** A stop and a continue end system calls that wait with EINTR, as any signal does. */
    @Test
    @Tag("case-222")
    void interruptedWaitLastsItsFullTime() throws IOException, InterruptedException {
        Process process = TcpProcess.start(TcpProcess.command(List.of(), "wait", "1500"));
        awaitLine(process, "waiting");
        for (int i = 0; i < 5; i++) {
            signal(process, "STOP");
            signal(process, "CONT");
            assertTrue(!process.waitFor(100, TimeUnit.MILLISECONDS), "ended early");
        }
        Matcher slept = find("slept (\\d+) ms in (\\d+) waits", TcpProcess.end(process));
        assertTrue(Integer.parseInt(slept.group(1)) >= 1500, slept.group());
        assertEquals(1, Integer.parseInt(slept.group(2)), "one wait: " + slept.group());
    }

    private static void awaitLine(Process process, String wanted) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (int next; seen.indexOf(wanted + "\n") < 0 && (next = process.getInputStream().read()) >= 0;) {
            seen.append((char) next);
        }
        assertTrue(seen.indexOf(wanted) >= 0, seen::toString);
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
        assertEquals(0, kill.waitFor());
    }

    private static Matcher find(String pattern, List<String> lines) {
        Matcher matcher = Pattern.compile(pattern).matcher(String.join("\n", lines));
        assertTrue(matcher.find(), () -> pattern + " is not in:\n" + String.join("\n", lines));
        return matcher;
    }

    /** A warning is ours if the native method that it speaks of, the first frame below it, is. */
    @Test
    void checkedJniHasNothingToSayAboutUs() throws IOException, InterruptedException {
        List<String> lines = TcpProcess.run(TcpProcess.command(List.of("-Xcheck:jni"), "echo", "20"));
        List<String> ours = new ArrayList<>();
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).contains("WARNING") && lines.get(i + 1).contains("dev.millrace.")) {
                ours.add(lines.get(i) + " " + lines.get(i + 1).strip());
            }
        }
        assertEquals(List.of(), ours);
        assertTrue(lines.contains("client 20: ok"), String.join("\n", lines));
        assertTrue(lines.stream().noneMatch(line -> line.contains("FATAL ERROR in native method")));
    }
}
