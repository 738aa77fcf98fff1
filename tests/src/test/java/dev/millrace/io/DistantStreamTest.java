package dev.millrace.io;

import dev.millrace.fixture.Wire;

/** A TCP stream of a simulated network that takes its time, under a kernel that reports as it likes. */
class DistantStreamTest extends StreamContract {

    DistantStreamTest() {
        super(new Wire(Wire.Kind.DISTANT));
    }
}
