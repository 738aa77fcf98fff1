package dev.millrace.testkit;

import dev.millrace.testkit.network.Link;
import dev.millrace.testkit.network.Packet;
import dev.millrace.testkit.network.PacketVerdict;
import dev.millrace.testkit.schedule.Choice.Kind;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Function;

/** The way from one host to another: how long it takes, and whether it is open. */
final class Path {
    /** How many lengths a jitter has: none, and the quarters of it. */
    private static final int JITTERS = 5;
    private static final double NANOS_PER_SECOND = 1e9;

    final String from;
    final String to;
    private final Agenda agenda;
    private final Chance chance;
    private final Rules rules;
    private final ArrayDeque<Runnable> stalled = new ArrayDeque<>();
    private Link link;
    private boolean partitioned;
    private boolean held;
    private int releases;
    /** When the last byte that was sent has left. */
    private long free;

    Path(String from, String to, Link link, Agenda agenda, Chance chance, Rules rules) {
        this.from = from;
        this.to = to;
        this.link = link;
        this.agenda = agenda;
        this.chance = chance;
        this.rules = rules;
    }

    void link(Link other) {
        link = other;
    }

    /** Returns whether a packet arrives at once, and nobody judges it. */
    boolean isDirect() {
        return link == Link.DIRECT && !isClosed() && !rules.judgesPackets();
    }

    /** Returns whether packets are kept, or lost, at the moment. */
    boolean isClosed() {
        return partitioned || held;
    }

    boolean isPartitioned() {
        return partitioned;
    }

    /** Returns whether there are rules for packets. */
    boolean judges() {
        return rules.judgesPackets();
    }

    /** Returns how often what was held here has been released. */
    int releases() {
        return releases;
    }

    PacketVerdict verdictOn(Packet packet, Function<Packet.Kind, String> names) {
        return rules.judgesPackets() ? rules.verdictOn(packet, names) : PacketVerdict.PASS;
    }

    /** Returns when a packet arrives that is sent now. What TCP itself acknowledges has no jitter: it says nothing. */
    long arrival(Packet.Kind kind, int bytes, String where) {
        long sent = agenda.now();
        boolean carries = kind == Packet.Kind.DATA || kind == Packet.Kind.DATAGRAM;
        if (carries && link.bandwidth() > 0) {
            free = Math.max(free, sent) + (long) Math.ceil(bytes * NANOS_PER_SECOND / link.bandwidth());
            sent = free;
        }
        long jitter = link.jitter().toNanos();
        boolean asks = jitter > 0 && kind != Packet.Kind.ROOM && kind != Packet.Kind.CONFIRM;
        int option = asks ? chance.choose(Kind.LATENCY, where, JITTERS) : 0;
        return sent + link.latency().toNanos() + jitter / (JITTERS - 1) * option;
    }

    /** Returns whether a datagram is not too long for the link. */
    boolean fits(int bytes) {
        return link.mtu() == 0 || bytes <= link.mtu();
    }

    long now() {
        return agenda.now();
    }

    void at(long instant, Runnable action) {
        agenda.at(instant, action);
    }

    /** Runs an action when what keeps packets back here has ended. */
    void whenOpened(Runnable action) {
        stalled.add(action);
    }

    void partition() {
        partitioned = true;
    }

    void heal() {
        partitioned = false;
        resume();
    }

    void hold() {
        held = true;
    }

    void release() {
        held = false;
        releases++;
        resume();
    }

    /** Lets those go on that were kept back, unless they still are. */
    void resume() {
        if (!isClosed()) {
            List<Runnable> all = List.copyOf(stalled);
            stalled.clear();
            all.forEach(Runnable::run);
        }
    }
}
