package dev.millrace.tls;

import dev.millrace.fixture.Where;

/** TLS 1.2 over TCP passes what it can of the contract of streams. */
class RealTls12Test extends OverTls12 {
    RealTls12Test() {
        super(Where.REAL);
    }
}
