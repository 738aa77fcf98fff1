package dev.millrace.tls;

import dev.millrace.fixture.Where;

/** TLS 1.3 over TCP passes the contract of streams. */
class RealTlsTest extends OverTls {
    RealTlsTest() {
        super(Where.REAL, "TLSv1.3");
    }
}
