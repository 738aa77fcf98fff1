package dev.millrace.io;

import dev.millrace.fixture.Where;
import dev.millrace.sys.Platform;
import dev.millrace.testkit.contract.StreamContract;
import dev.millrace.testkit.contract.Wire;

/** A TCP stream of the simulation passes the contract. */
class SimulatedStreamTest extends StreamContract {
    @Override
    protected Platform open() {
        return Where.SIMULATED.platform();
    }

    @Override
    protected Wire.Ends connect(Wire wire) {
        return wire.tcp();
    }
}
