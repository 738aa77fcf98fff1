package dev.millrace.sys;

import dev.millrace.testkit.contract.PlatformContract;
import org.junit.jupiter.api.Tag;

/** The operating system's platform keeps the contract. */
@Tag("contract")
class NativePlatformTest extends PlatformContract {
    @Override
    protected Platform open() {
        return Platform.system();
    }
}
