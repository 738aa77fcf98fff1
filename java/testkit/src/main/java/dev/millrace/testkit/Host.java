package dev.millrace.testkit;

import dev.millrace.net.IpAddress;
import dev.millrace.sys.Clock;
import dev.millrace.sys.Platform;

/**
 * A host of a {@link World}: a platform with an address of its own, for one program at a time. Its sockets reach its
 * own listeners by loopback, and those of every host by address.
 */
public final class Host {
    private static final int FIRST_ADDRESS = 10 << 24;

    private final String name;
    private final IpAddress address;
    private final Network network;
    private final Ports ports;
    private final Clock clock;
    private final Timekeeper time;
    private final Rules rules;
    private final Liberties liberties;
    private SimulatedSockets sockets;
    private SimulatedPoller poller;
    private Platform platform;

    /** Makes host {@code number} of a world, at the address 10.0.0.{@code number}. */
    Host(String name, int number, Network network, Clock clock, Timekeeper time, Rules rules, Liberties liberties) {
        this.name = name;
        this.network = network;
        this.clock = clock;
        this.time = time;
        this.rules = rules;
        this.liberties = liberties;
        int ip = FIRST_ADDRESS + number;
        address = new IpAddress(false, 0, ip, 0, 0);
        ports = network.addHost(name,
                new byte[] {(byte) (ip >> 24), (byte) (ip >> 16), (byte) (ip >> 8), (byte) ip});
        open();
    }

    private void open() {
        sockets = new SimulatedSockets(network, ports, rules, liberties);
        SimulatedDescriptors descriptors = sockets.descriptors();
        poller = new SimulatedPoller(name, descriptors::readiness, time, sockets.judge(), liberties);
        descriptors.onChange(poller::changed);
        platform = Platform.empty().withPoller(poller).withDescriptors(descriptors).withSockets(sockets)
                .withClock(clock).withBlockingPool(new SimulatedBlockingPool());
    }

    /** Returns the host's name. */
    public String name() {
        return name;
    }

    /** Returns the host's address in the world, with a port. */
    public IpAddress address(int port) {
        return address.withPort(port);
    }

    /**
     * Returns what the host's program runs on. It belongs to one loop, which closes it; after that, the next program
     * gets another one.
     */
    public Platform platform() {
        if (poller.isClosed()) {
            open();
        }
        return platform;
    }

    /** Returns the sockets of the host's platform, to make calls fail and to count descriptors. */
    public SimulatedSockets sockets() {
        return sockets;
    }

    Ports ports() {
        return ports;
    }

    SimulatedPoller poller() {
        return poller;
    }

    @Override
    public String toString() {
        return name;
    }
}
