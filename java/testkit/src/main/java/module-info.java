/** The world in memory: a simulation of the runtime's platform, for tests. */
module dev.millrace.testkit {
    requires transitive dev.millrace;
    // For the contracts, which are jqwik properties; not transitive, or javac would ask it of everybody.
    requires static net.jqwik.api;

    exports dev.millrace.testkit;
    exports dev.millrace.testkit.fairness;
    exports dev.millrace.testkit.network;
    exports dev.millrace.testkit.schedule;
}
