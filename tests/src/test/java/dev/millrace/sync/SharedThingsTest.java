package dev.millrace.sync;

import org.junit.jupiter.api.Tag;

/** What {@code dev.millrace.sync} has, in random programs. */
@Tag("explores")
@net.jqwik.api.Tag("explores")
class SharedThingsTest implements SharedContract {
    @Override
    public Shared shared() {
        return new Shared();
    }
}
