package dev.millrace.sys;

import dev.millrace.testkit.Simulation;

/** The sockets in memory keep the contract of the real ones. */
class SimulatedSocketsTest extends SocketsContract {
    @Override
    Platform open() {
        return new Simulation().loop().platform();
    }
}
