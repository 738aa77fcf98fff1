/** The world in memory: a simulation of the runtime's platform, for tests. */
module dev.millrace.testkit {
    requires transitive dev.millrace;
    // For properties of jqwik, and contracts as JUnit tests; not transitive, or javac would ask them of everybody. The
    // service is in META-INF alone: a module that provides what is not there does not start.
    requires static net.jqwik.api;
    requires static org.junit.jupiter.api;

    exports dev.millrace.testkit;
    exports dev.millrace.testkit.contract;
    exports dev.millrace.testkit.explore;
    exports dev.millrace.testkit.fairness;
    exports dev.millrace.testkit.network;
    exports dev.millrace.testkit.schedule;
}
