package dev.millrace.testkit;

import dev.millrace.testkit.network.CallRule;
import dev.millrace.testkit.network.PacketRule;
import java.util.List;
import java.util.Objects;

/**
 * What goes wrong in a {@link World}: rules for system calls and packets, the partitions of its network, and packets
 * that are held. Nothing goes wrong by itself. For the thread of the world; programs may call it too.
 */
public final class Faults {
    private final Network network;
    private final Rules rules;
    private final Liberties liberties;
    private final List<Host> hosts;

    Faults(Network network, Rules rules, Liberties liberties, List<Host> hosts) {
        this.network = network;
        this.rules = rules;
        this.liberties = liberties;
        this.hosts = hosts;
    }

    /** Adds a rule for the system calls of every host, which is asked after those that were added before. */
    public void calls(CallRule rule) {
        rules.addForCalls(Objects.requireNonNull(rule, "rule"));
    }

    /** Adds a rule for packets, which is asked after those that were added before. */
    public void packets(PacketRule rule) {
        rules.addForPackets(Objects.requireNonNull(rule, "rule"));
    }

    /** Removes a rule for system calls. */
    public void endCalls(CallRule rule) {
        rules.remove(rule);
    }

    /** Removes a rule for packets; what it has held stays held. */
    public void endPackets(PacketRule rule) {
        rules.remove(rule);
    }

    /**
     * Cuts two hosts off from each other: nothing gets through, and neither is told. What is under way is lost.
     * Connections stay as they are.
     */
    public void partition(Host one, Host other) {
        network.path(one.ports(), other.ports()).partition();
        network.path(other.ports(), one.ports()).partition();
    }

    /**
     * Ends a partition. What was lost is sent anew at once; except for resets, and what was sent before a reset: a side
     * that has broken a connection does not know it any more, and answers the next packet of the other with a reset.
     */
    public void heal(Host one, Host other) {
        network.path(one.ports(), other.ports()).heal();
        network.path(other.ports(), one.ports()).heal();
    }

    /** Keeps all packets from one host to another, those under way included, until they are released. */
    public void hold(Host from, Host to) {
        network.path(from.ports(), to.ports()).hold();
    }

    /**
     * Releases what was held from one host to another, also by a rule. What would have arrived arrives now, in order.
     */
    public void release(Host from, Host to) {
        network.path(from.ports(), to.ports()).release();
    }

    /** Removes all rules, ends all partitions, releases what is held, and lets kernels take no liberties any more. */
    void end() {
        rules.clear();
        hosts.forEach(host -> host.sockets().failNoMore());
        liberties.end();
        network.open();
    }
}
