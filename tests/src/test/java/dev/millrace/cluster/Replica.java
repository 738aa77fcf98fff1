package dev.millrace.cluster;

import static dev.millrace.task.Task.await;

import dev.millrace.io.Buffered;
import dev.millrace.io.ByteStream;
import dev.millrace.net.Address;
import dev.millrace.net.IpAddress;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One of several servers that keep the same log, after Raft (Ongaro, Ousterhout: USENIX ATC 2014) in its simplest form.
 * A server that is asked to write and does not lead stands for election in the next term; whoever leads sends its whole
 * log to the others, and a write is acknowledged when a majority has it. There are no heartbeats: who is not asked to
 * write need not lead. Requests are lines, and so are answers; each comes on a connection of its own.
 */
final class Replica {
    static final int PORT = 7000;
    private static final int LONGEST_LINE = 10_000;

    /** What a server writes before it answers, in the one right order or in the other. */
    enum Vote {
        /** The vote counts from the moment on at which it is decided. */
        NOTED_FIRST,
        /** The mistake: the vote is written to the disk, and counts only when it is there. */
        WRITTEN_FIRST
    }

    private record Entry(int term, String value) {
    }

    private final String name;
    private final Vote order;
    private final List<String> diary;
    private List<IpAddress> others = List.of();
    private List<Entry> log = new ArrayList<>();
    private int term;
    private String votedFor = "";
    private boolean leads;
    private Shared<String> disk;

    Replica(String name, Vote order, List<String> diary) {
        this.name = name;
        this.order = order;
        this.diary = diary;
    }

    /** The server's main task, which does not end by itself. */
    void run(List<IpAddress> addressesOfOthers) {
        others = addressesOfOthers;
        disk = new Shared<>("disk", "");
        try (TcpListener listener = TcpListener.bind(Address.any(PORT))) {
            TaskGroup.run(group -> listener.serve(group, this::serve));
        }
    }

    /** Returns the values in the log. */
    List<String> values() {
        return log.stream().map(Entry::value).toList();
    }

    // ------------------------------------------------------------------ requests

    private void serve(ByteStream stream) {
        Buffered requests = new Buffered(stream);
        for (Optional<String> line; (line = await(requests.readLine(LONGEST_LINE))).isPresent();) {
            boolean yes = answer(line.get().split(" "));
            await(stream.write(bytes(yes ? "yes" : "no")));
        }
    }

    private boolean answer(String... request) {
        return switch (request[0]) {
            case "write" -> write(request[1]);
            case "vote" -> vote(Integer.parseInt(request[1]), request[2], Integer.parseInt(request[3]),
                    Integer.parseInt(request[4]));
            case "append" -> append(Integer.parseInt(request[1]), entries(request));
            default -> throw new IllegalArgumentException("request " + request[0]);
        };
    }

    /** Asks a server, and returns whether it says yes. */
    static boolean ask(IpAddress server, String request) {
        try (TcpStream stream = await(TcpStream.connect(server))) {
            await(stream.write(bytes(request)));
            return await(new Buffered(stream).readLine(LONGEST_LINE)).orElse("").equals("yes");
        }
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Asks all others at once, and returns whether a majority says yes, this one included. */
    private boolean majority(String request) {
        List<Task<Boolean>> answers = new ArrayList<>();
        TaskGroup.run(group -> others.forEach(other -> answers.add(group.start(() -> ask(other, request)))));
        long yes = 1 + answers.stream().filter(Task::value).count();
        return 2 * yes > others.size() + 1;
    }

    // ------------------------------------------------------------------ the protocol

    private boolean write(String value) {
        if (!leads && !standForElection()) {
            return false;
        }
        log.add(new Entry(term, value));
        save();
        String entries = log.stream().map(each -> each.term + ":" + each.value).collect(Collectors.joining(" "));
        boolean done = leads && majority("append " + term + " " + entries);
        note(done ? "acknowledges " + value : "cannot write " + value);
        return done;
    }

    private boolean standForElection() {
        int mine = ++term;
        votedFor = name;
        save();
        note("stands for election in term " + mine);
        boolean elected = majority("vote " + mine + " " + name + " " + lastTerm() + " " + log.size());
        leads = elected && term == mine;
        note((leads ? "leads in term " : "is not elected in term ") + mine);
        return leads;
    }

    private boolean vote(int asked, String candidate, int lastTerm, int length) {
        boolean free = asked > term || asked == term && (votedFor.isEmpty() || votedFor.equals(candidate));
        boolean knowsAll = lastTerm > lastTerm() || lastTerm == lastTerm() && length >= log.size();
        if (!free || !knowsAll) {
            note("does not vote for " + candidate + " in term " + asked);
            return false;
        }
        if (order == Vote.WRITTEN_FIRST) {
            save();
        }
        follow(asked);
        votedFor = candidate;
        if (order == Vote.NOTED_FIRST) {
            save();
        }
        note("votes for " + candidate + " in term " + asked);
        return true;
    }

    private boolean append(int asked, List<Entry> entries) {
        if (asked < term) {
            return false;
        }
        follow(asked);
        log = entries;
        save();
        note("has " + values() + " from the leader of term " + asked);
        return true;
    }

    private void follow(int asked) {
        leads &= asked == term;
        votedFor = asked == term ? votedFor : "";
        term = asked;
    }

    private int lastTerm() {
        return log.isEmpty() ? 0 : log.get(log.size() - 1).term;
    }

    private static List<Entry> entries(String... request) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 2; i < request.length; i++) {
            String[] parts = request[i].split(":");
            entries.add(new Entry(Integer.parseInt(parts[0]), parts[1]));
        }
        return entries;
    }

    /** Writes to the disk what must not be forgotten; others run meanwhile. */
    private void save() {
        disk.set(term + " " + votedFor + " " + log);
    }

    private void note(String what) {
        diary.add(name + " " + what);
    }
}
