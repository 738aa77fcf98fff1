package dev.millrace.sys;

import dev.millrace.testkit.Simulation;

/** The poller in memory keeps the contract of the real ones. */
class SimulatedPollerTest extends PollerContract {
    @Override
    Platform open() {
        return new Simulation().loop().platform();
    }
}
