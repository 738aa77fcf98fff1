package dev.millrace.net;

import dev.millrace.sys.Platform;
import org.junit.jupiter.api.Tag;

/** The sockets of the kernel. */
@Tag("contract")
class RealDatagramTest extends DatagramSocketTests {
    @Override
    Platform open() {
        return Platform.system();
    }
}
