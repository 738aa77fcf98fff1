package dev.millrace.tls;

import dev.millrace.fixture.Where;

/** TLS 1.2 over a simulated stream passes what it can of the contract of streams. */
class SimulatedTls12Test extends OverTls12 {
    SimulatedTls12Test() {
        super(Where.SIMULATED);
    }
}
