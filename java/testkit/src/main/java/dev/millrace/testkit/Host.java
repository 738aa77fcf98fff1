package dev.millrace.testkit;

import dev.millrace.net.Address;
import dev.millrace.sys.Clock;
import dev.millrace.sys.Platform;
import java.util.function.LongConsumer;

/**
 * A host of a {@link World}: a platform for one program, with an address of its own. Its sockets reach its own
 * listeners by loopback and those of every host by address.
 */
public final class Host {
    private static final int FIRST_ADDRESS = 10 << 24;

    private final String name;
    private final Address address;
    private final SimulatedSockets sockets;
    private final SimulatedPoller poller;
    private final Platform platform;

    /** Makes host {@code number} of a world; the address 10.0.0.{@code number} is its. */
    Host(String name, int number, Network network, Clock clock, LongConsumer wait) {
        this.name = name;
        int ip = FIRST_ADDRESS + number;
        address = new Address(false, 0, ip, 0, 0);
        byte[] bytes = {(byte) (ip >> 24), (byte) (ip >> 16), (byte) (ip >> 8), (byte) ip};
        sockets = new SimulatedSockets(network, network.addHost(bytes));
        poller = new SimulatedPoller(sockets.descriptors()::readiness, wait);
        sockets.descriptors().onChange(poller::changed);
        platform = Platform.empty().withPoller(poller).withDescriptors(sockets.descriptors()).withSockets(sockets)
                .withClock(clock).withBlockingPool(new SimulatedBlockingPool());
    }

    /** Returns the host's name, which is for messages. */
    public String name() {
        return name;
    }

    /** Returns the host's address in the world, with a port. */
    public Address address(int port) {
        return address.withPort(port);
    }

    /** Returns what a loop on this host stands on. It belongs to one loop, which closes it. */
    public Platform platform() {
        return platform;
    }

    /** Returns the sockets, to make calls fail and to count descriptors. */
    public SimulatedSockets sockets() {
        return sockets;
    }

    SimulatedPoller poller() {
        return poller;
    }

    @Override
    public String toString() {
        return name;
    }
}
