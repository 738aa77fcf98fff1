package dev.millrace.io;

import dev.millrace.fixture.Where;
import dev.millrace.sys.Platform;
import dev.millrace.testkit.contract.StreamContract;
import dev.millrace.testkit.contract.Wire;

/** A TCP stream over the loopback passes the contract. */
class RealStreamTest extends StreamContract {
    @Override
    protected Platform open() {
        return Where.REAL.platform();
    }

    @Override
    protected Wire.Ends connect(Wire wire) {
        return wire.tcp();
    }
}
