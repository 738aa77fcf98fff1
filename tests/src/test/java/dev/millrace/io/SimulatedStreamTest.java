package dev.millrace.io;

import dev.millrace.fixture.Wire;

/** A TCP stream of the simulation passes the contract. */
class SimulatedStreamTest extends StreamContract {

    SimulatedStreamTest() {
        super(new Wire(Wire.Kind.SIMULATED));
    }
}
