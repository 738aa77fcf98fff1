package dev.millrace.lab;

import dev.millrace.sys.Platform;
import java.util.ArrayList;
import java.util.List;

/** The table at the end of the demonstration: what was done, how fast, and what it cost the loop. */
final class Report {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLISECOND = 1e6;

    private final List<String> lines = new ArrayList<>();

    /** Makes the table of a run that took {@code nanos} from the first message sent to the last one back. */
    Report(Workload workload, Tally tally, Counters counters, long nanos) {
        double seconds = nanos / NANOS_PER_SECOND;
        double messages = tally.messages();
        row("connections", "%,d", workload.clients());
        if (tally.connecting() > 0) {
            row("TLS for all after", "%.2f s", tally.connecting() / NANOS_PER_SECOND);
            row("handshake p50", "%,.2f ms", tally.handshake(50) / NANOS_PER_MILLISECOND);
            row("handshake p99", "%,.2f ms", tally.handshake(99) / NANOS_PER_MILLISECOND);
        }
        row("messages", "%,d", tally.messages());
        row("bytes, each way", "%,d", tally.bytes());
        row("seconds", "%.2f", seconds);
        row("messages/s", "%,.0f", messages / seconds);
        row("latency p50", "%,.2f ms", tally.latency(50) / NANOS_PER_MILLISECOND);
        row("latency p99", "%,.2f ms", tally.latency(99) / NANOS_PER_MILLISECOND);
        row("latency max", "%,.2f ms", tally.latency(100) / NANOS_PER_MILLISECOND);
        row("turns", "%,d", counters.turns());
        row("longest turn", "%,.2f ms", counters.longestTurn() / NANOS_PER_MILLISECOND);
        row("polls", "%,d", counters.polls());
        row("system calls per message", "%.2f", counters.systemCalls() / messages);
        row("EAGAINs", "%,d", counters.eagains());
        row("wakeups", "%,d", counters.wakeups());
        row("JDK", "%s, %s", Runtime.version(), System.getProperty("java.vm.name"));
        row("binding", "%s", Platform.binding());
        row("platform", "%s %s, %s, %d processors", System.getProperty("os.name"), System.getProperty("os.version"),
                System.getProperty("os.arch"), Runtime.getRuntime().availableProcessors());
    }

    private void row(String name, String format, Object... values) {
        lines.add("%-26s%s".formatted(name, format.formatted(values)));
    }

    @Override
    public String toString() {
        return String.join(System.lineSeparator(), lines);
    }
}
