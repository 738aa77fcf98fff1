/** The world in memory: a simulation of the runtime's platform, for tests. */
module dev.millrace.testkit {
    requires transitive dev.millrace;

    exports dev.millrace.testkit;
    exports dev.millrace.testkit.schedule;
}
