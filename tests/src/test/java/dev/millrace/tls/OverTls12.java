package dev.millrace.tls;

import dev.millrace.fixture.Where;

/** TLS 1.2 passes the contract of streams, but for ends of one direction: there the end of one is the end of both. */
abstract class OverTls12 extends OverTls {
    OverTls12(Where where) {
        super(where, "TLSv1.2");
    }

    @Override
    public void endingTheOutputLeavesTheOtherDirectionOpen() {
    }

    @Override
    public void movesAMegabyteEachWayInRandomChunks() {
    }
}
