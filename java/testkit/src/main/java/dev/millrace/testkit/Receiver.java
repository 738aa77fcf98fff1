package dev.millrace.testkit;

import dev.millrace.testkit.network.Packet;

/** Where packets arrive. */
interface Receiver {
    /** Takes a packet: the bytes of DATA, and of ROOM only how many they are. */
    void arrive(Packet.Kind kind, byte[] bytes, int offset, int length);
}
