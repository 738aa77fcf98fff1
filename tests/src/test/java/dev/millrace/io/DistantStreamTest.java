package dev.millrace.io;

import dev.millrace.fixture.Where;
import dev.millrace.sys.Platform;
import dev.millrace.testkit.contract.StreamContract;
import dev.millrace.testkit.contract.Wire;

/** A TCP stream of a simulated network that takes its time, under a kernel that reports as it likes. */
class DistantStreamTest extends StreamContract {
    @Override
    protected Platform open() {
        return Where.DISTANT.platform();
    }

    @Override
    protected Wire.Ends connect(Wire wire) {
        return wire.tcp();
    }
}
