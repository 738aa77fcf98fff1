package dev.millrace.tls;

import dev.millrace.fixture.Where;
import dev.millrace.sys.Platform;
import dev.millrace.task.Future;
import dev.millrace.testkit.contract.StreamContract;
import dev.millrace.testkit.contract.Wire;

/** What every stream must do, TLS must do over any stream. */
abstract class OverTls extends StreamContract {
    private final Where where;
    private final String protocol;

    OverTls(Where where, String protocol) {
        this.where = where;
        this.protocol = protocol;
    }

    @Override
    protected Platform open() {
        return where.platform();
    }

    @Override
    protected Wire.Ends connect(Wire wire) {
        return over(wire, wire.tcp());
    }

    @Override
    protected boolean closesAtOnce() {
        return false;
    }

    final Wire.Ends over(Wire wire, Wire.Ends beneath) {
        Future<TlsStream> far = Tls.server(beneath.far(), Certificates.SERVING.withProtocols(protocol));
        TlsOptions client = Certificates.TRUSTING.withProtocols(protocol);
        TlsStream near = wire.value(Tls.client(beneath.near(), client, "server.test"));
        return new Wire.Ends(near, wire.value(far));
    }
}
