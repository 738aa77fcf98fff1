package dev.millrace.tls;

import dev.millrace.fixture.Where;

/** TLS 1.3 over a simulated stream passes the contract of streams. */
class SimulatedTlsTest extends OverTls {
    SimulatedTlsTest() {
        super(Where.SIMULATED, "TLSv1.3");
    }
}
