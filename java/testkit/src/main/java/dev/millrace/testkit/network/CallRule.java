package dev.millrace.testkit.network;

import java.util.Optional;

/** Judges the system calls of a world's hosts, each before it is made. */
@FunctionalInterface
public interface CallRule {
    /** Returns what is to happen with a call; empty leaves it to the next rule. */
    Optional<CallVerdict> judge(SystemCall call);
}
