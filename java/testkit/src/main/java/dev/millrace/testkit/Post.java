package dev.millrace.testkit;

import dev.millrace.testkit.network.Packet;
import dev.millrace.testkit.network.PacketVerdict;
import java.util.function.Supplier;

/**
 * A datagram on its way from one host to another: on its own, so that it may be lost, overtaken or arrive twice. A
 * partition swallows it, also under way; what holds packets back keeps it.
 */
final class Post {
    private final Path path;
    private final Path back;
    private final String where;
    /** Hands it over. Returns false if nobody is there to take it. */
    private final Supplier<Boolean> delivery;
    /** Tells the sender that it was refused. */
    private final Runnable refusal;

    Post(Path path, Path back, String where, Supplier<Boolean> delivery, Runnable refusal) {
        this.path = path;
        this.back = back;
        this.where = where;
        this.delivery = delivery;
        this.refusal = refusal;
    }

    void send(int fromPort, int toPort, int bytes) {
        if (path.isDirect() && back.isDirect()) {
            deliver();
            return;
        }
        Packet packet = new Packet(Packet.Kind.DATAGRAM, path.from, fromPort, path.to, toPort, bytes);
        PacketVerdict verdict = path.verdictOn(packet, kind -> where + " " + kind);
        if (verdict instanceof PacketVerdict.Drop || path.isPartitioned() || !path.fits(bytes)) {
            return;
        }
        if (verdict instanceof PacketVerdict.Reset) {
            refuse();
            return;
        }
        long arrival = path.arrival(Packet.Kind.DATAGRAM, bytes, where);
        if (verdict instanceof PacketVerdict.Delay delay) {
            arrival += delay.time().toNanos();
        } else if (verdict instanceof PacketVerdict.Duplicate) {
            path.at(arrival, () -> arrive(-1));
        }
        int heldAt = verdict instanceof PacketVerdict.Hold ? path.releases() : -1;
        path.at(arrival, () -> arrive(heldAt));
    }

    private void arrive(int heldAt) {
        if (path.isPartitioned()) {
            return;
        }
        if (path.isClosed() || heldAt == path.releases()) {
            path.whenOpened(() -> arrive(heldAt));
        } else {
            deliver();
        }
    }

    private void deliver() {
        if (!delivery.get()) {
            refuse();
        }
    }

    private void refuse() {
        if (back.isDirect()) {
            refusal.run();
        } else if (!back.isClosed()) {
            back.at(back.arrival(Packet.Kind.RESET, 0, where), refusal);
        }
    }
}
