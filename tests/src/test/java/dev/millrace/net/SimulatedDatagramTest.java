package dev.millrace.net;

import dev.millrace.sys.Platform;
import dev.millrace.testkit.World;

/** The sockets of the simulation. */
class SimulatedDatagramTest extends DatagramSocketTests {
    @Override
    Platform open() {
        return new World().host().platform();
    }
}
