package dev.millrace.testkit;

import dev.millrace.testkit.network.Packet;
import dev.millrace.testkit.network.Packet.Kind;
import dev.millrace.testkit.network.PacketVerdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * One direction of a connection: packets that arrive in the order of sending. Only the first of them has an entry in
 * the agenda. A packet that was lost is sent anew, as TCP does, and those behind it wait for it; a RESET is not.
 */
final class Flow {
    private static final byte[] NOTHING = {};
    private static final int KINDS = Kind.values().length;
    private static final long FIRST_RETRY = Duration.ofMillis(200).toNanos();
    private static final long FIRST_CONNECT_RETRY = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_RETRY = Duration.ofSeconds(120).toNanos();

    private final Path path;
    private final Receiver source;
    private final Receiver target;
    private final int fromPort;
    private final int toPort;
    /** Names the flow in choices. */
    private final String where;
    private final String[] names = new String[KINDS];
    private final ArrayDeque<Parcel> parcels = new ArrayDeque<>(2);
    /** Counts what waits in the agenda or at the path: only the latest counts. */
    private int wait;

    Flow(Path path, Receiver source, int fromPort, Receiver target, int toPort, String where) {
        this.path = path;
        this.source = source;
        this.fromPort = fromPort;
        this.target = target;
        this.toPort = toPort;
        this.where = where;
    }

    /** Sends a packet without content. */
    void send(Kind kind) {
        send(kind, NOTHING, 0, 0);
    }

    void send(Kind kind, byte[] bytes, int offset, int length) {
        if (parcels.isEmpty() && path.isDirect()) {
            target.arrive(kind, bytes, offset, length);
            return;
        }
        byte[] copy = kind == Kind.DATA ? Arrays.copyOfRange(bytes, offset, offset + length) : NOTHING;
        Parcel parcel = new Parcel(kind, copy, length);
        parcels.add(parcel);
        judge(parcel);
        if (parcels.peek() == parcel) {
            deliver();
        }
    }

    /** Lets a parcel travel, or not, as the rules say. */
    private void judge(Parcel parcel) {
        Packet packet = new Packet(parcel.kind, path.from, fromPort, path.to, toPort, parcel.length);
        PacketVerdict verdict = path.verdictOn(packet, this::name);
        parcel.lost = verdict instanceof PacketVerdict.Drop;
        if (parcel.lost) {
            parcel.retry = Math.min(parcel.retry == 0 ? firstRetry(parcel.kind) : 2 * parcel.retry, LONGEST_RETRY);
            parcel.arrival = path.now() + parcel.retry;
            return;
        }
        parcel.heldAt = verdict instanceof PacketVerdict.Hold ? path.releases() : Parcel.NOT_HELD;
        parcel.arrival = path.arrival(parcel.kind, parcel.content.length, where);
        if (verdict instanceof PacketVerdict.Delay delay) {
            parcel.arrival += delay.time().toNanos();
        } else if (verdict instanceof PacketVerdict.Reset) {
            parcel.kind = Kind.RESET;
            source.arrive(Kind.RESET, NOTHING, 0, 0);
        }
    }

    /** Names the packets of a kind in choices. Made once: a name is hashed at each choice, and a flow carries many. */
    private String name(Kind kind) {
        if (names[kind.ordinal()] == null) {
            names[kind.ordinal()] = where + " " + kind;
        }
        return names[kind.ordinal()];
    }

    private static long firstRetry(Kind kind) {
        return kind == Kind.CONNECT ? FIRST_CONNECT_RETRY : FIRST_RETRY;
    }

    /** Hands over what has arrived, in order, and then waits for the next. */
    private void deliver() {
        for (Parcel first; (first = parcels.peek()) != null;) {
            boolean arrived = first.arrival <= path.now();
            if (first.lost && first.kind == Kind.RESET) {
                parcels.poll();
            } else if (first.lost && (arrived || !path.judges())) {
                judge(first);
            } else if (!arrived) {
                await(first);
                return;
            } else if (path.isClosed() || first.heldAt == path.releases()) {
                stall();
                return;
            } else {
                parcels.poll();
                target.arrive(first.kind, first.content, 0, first.length);
            }
        }
    }

    private void await(Parcel first) {
        int own = ++wait;
        Runnable goOn = () -> goOn(own, false);
        path.at(first.arrival, goOn);
        if (first.lost) {
            path.whenOpened(goOn);
        }
    }

    private void stall() {
        int own = ++wait;
        boolean swallowed = path.isPartitioned();
        path.whenOpened(() -> goOn(own, swallowed));
    }

    private void goOn(int awaited, boolean swallowed) {
        if (awaited == wait) {
            wait++;
            if (swallowed) {
                sendAnew();
            }
            deliver();
        }
    }

    /** Sends what a partition has swallowed, unless the sender has reset the connection: then nobody has it. */
    private void sendAnew() {
        int forgotten = 0;
        int seen = 0;
        for (Parcel parcel : parcels) {
            seen++;
            if (parcel.kind == Kind.RESET && parcel.arrival <= path.now()) {
                forgotten = seen;
            }
        }
        for (int i = 0; i < forgotten; i++) {
            parcels.poll();
        }
        for (Parcel parcel : parcels) {
            if (parcel.arrival <= path.now()) {
                judge(parcel);
            }
        }
    }

    /** A packet under way. */
    private static final class Parcel {
        static final int NOT_HELD = -1;

        private Kind kind;
        private final byte[] content;
        private final int length;
        /** When it arrives, or is sent anew. */
        private long arrival;
        private long retry;
        private boolean lost;
        /** How often the path had been released when a rule held this; only a later release lets it go. */
        private int heldAt = NOT_HELD;

        Parcel(Kind kind, byte[] content, int length) {
            this.kind = kind;
            this.content = content;
            this.length = length;
        }
    }
}
