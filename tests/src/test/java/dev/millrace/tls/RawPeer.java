package dev.millrace.tls;

import java.lang.reflect.Field;

/** Makes a peer misbehave, by what is inside of it. */
final class RawPeer {
    private RawPeer() {
    }

    /** Lets a client of TLS 1.2 begin another handshake, an end of TLS 1.3 new keys of its own. */
    static void beginAgain(TlsStream stream) throws Exception {
        Field engine = TlsStream.class.getDeclaredField("engine");
        engine.setAccessible(true);
        ((Engine) engine.get(stream)).begin();
        Field writer = TlsStream.class.getDeclaredField("writer");
        writer.setAccessible(true);
        ((WriteHalf) writer.get(stream)).answer();
    }
}
