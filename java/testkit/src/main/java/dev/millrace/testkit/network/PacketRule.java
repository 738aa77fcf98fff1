package dev.millrace.testkit.network;

import java.util.Optional;

/** Judges the packets of a world's network, each when it is sent, and again when it is sent anew. */
@FunctionalInterface
public interface PacketRule {
    /** Returns what is to happen with a packet; empty leaves it to the next rule. */
    Optional<PacketVerdict> judge(Packet packet);
}
