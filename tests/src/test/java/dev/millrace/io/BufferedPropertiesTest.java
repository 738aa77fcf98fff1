package dev.millrace.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.task.Future;
import dev.millrace.testkit.Simulation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The search for separators against a naive one that has all the text at once. */
class BufferedPropertiesTest {

    /** An alphabet so small that separators overlap themselves, each other and the borders of chunks. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars('a', 'b').ofMaxLength(12);
    }

    @Provide
    Arbitrary<String> separators() {
        return Arbitraries.strings().withChars('a', 'b').ofMinLength(1).ofMaxLength(4);
    }

    @Property
    @Tag("case-133")
    @Tag("case-134")
    void recordsAreThoseOfANaiveSearch(@ForAll @Size(max = 12) List<@From("texts") String> chunks,
            @ForAll @Size(min = 1, max = 3) List<@From("separators") String> separators,
            @ForAll @IntRange(max = 12) int limit, @ForAll boolean early) {
        assertEquals(naive(String.join("", chunks), separators, limit), read(chunks, separators, limit, early));
    }

    private static List<String> naive(String text, List<String> separators, int limit) {
        List<String> records = new ArrayList<>();
        String rest = text;
        while (true) {
            String record = naiveRecord(rest, separators, limit);
            records.add(record);
            if (record.startsWith("end")) {
                return records;
            }
            rest = rest.substring(record.equals("limit") ? 1 : record.length());
        }
    }

    private static String naiveRecord(String text, List<String> separators, int limit) {
        for (int end = 1; end <= text.length(); end++) {
            String record = text.substring(0, end);
            int longest = separators.stream().filter(record::endsWith).mapToInt(String::length).max().orElse(0);
            if (longest > 0) {
                return end - longest > limit ? "limit" : record;
            }
        }
        int unfinished = separators.stream().mapToInt(String::length).max().orElseThrow() - 1;
        return text.length() - unfinished > limit ? "limit" : "end " + text;
    }

    private static List<String> read(List<String> chunks, List<String> separators, int limit, boolean early) {
        try (Simulation simulation = new Simulation()) {
            ScriptedStream stream = new ScriptedStream(simulation.loop());
            Buffered buffered = new Buffered(stream);
            byte[][] sought = separators.stream().map(BufferedPropertiesTest::bytes).toArray(byte[][]::new);
            List<String> arriving = new ArrayList<>(chunks);
            arriving.removeIf(String::isEmpty);
            if (early) {
                arriving.forEach(stream::feed);
                arriving.clear();
                stream.end();
            }
            List<String> records = new ArrayList<>();
            while (true) {
                String record = outcome(simulation, stream, arriving, buffered.readUntil(limit, sought));
                records.add(record);
                if (record.startsWith("end")) {
                    return records;
                }
                if (record.equals("limit")) {
                    buffered.readExactly(1).value();
                }
            }
        }
    }

    /** Lets chunks arrive, one at a time, as long as the reader waits. */
    private static String outcome(Simulation simulation, ScriptedStream stream, List<String> arriving,
            Future<byte[]> read) {
        simulation.runUntilIdle();
        while (!read.isDone()) {
            if (arriving.isEmpty()) {
                stream.end();
            } else {
                stream.feed(arriving.remove(0));
            }
            simulation.runUntilIdle();
        }
        Throwable failure = read.failure().orElse(null);
        if (failure instanceof EndOfStream end) {
            return "end " + text(end.partial());
        }
        return failure instanceof LimitExceeded ? "limit" : text(read.value());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
