package dev.millrace.io;

import dev.millrace.fixture.Wire;

/** A TCP stream over the loopback passes the contract. */
class RealStreamTest extends StreamContract {

    RealStreamTest() {
        super(new Wire(Wire.Kind.REAL));
    }
}
