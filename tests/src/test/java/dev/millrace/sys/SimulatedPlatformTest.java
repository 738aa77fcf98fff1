package dev.millrace.sys;

import dev.millrace.testkit.World;
import dev.millrace.testkit.contract.PlatformContract;

/** The platform in memory keeps the contract of the real ones. */
class SimulatedPlatformTest extends PlatformContract {
    @Override
    protected Platform open() {
        return new World().host().platform();
    }
}
