package dev.millrace.lab.gallery;

import dev.millrace.task.Task;
import java.util.List;

/**
 * The programs of the groups CS and Chess of SCTBench (Thomson, Donaldson, Betts: PPoPP 2014), written anew as tasks
 * from what they do. Each access to a variable that is shared is a step; so is each taking and each release of a lock.
 */
public final class SctBench {
    private SctBench() {
    }

    /** Returns the 26 programs. */
    public static List<Program> programs() {
        return List.of(
                claim("account", Locked::account, "the balance is wrong", false),
                claim("bluetooth", Unlocked::bluetooth, "a request after the stop", false),
                new Program("carter01", Locked::carter01, "deadlock", false),
                claim("circular_buffer", Buffers::circularBuffer, "not the value of this round", false),
                new Program("deadlock01", Locked::deadlock01, "deadlock", true),
                claim("lazy01", Locked::lazy01, "both have run", true),
                claim("queue", Buffers::queue, "not what was stored in this round", false),
                claim("stack", Buffers::stack, "underflow", false),
                claim("token_ring", Unlocked::tokenRing, "the ring does not agree", false),
                claim("wronglock", Locked.wrongLock(7), "somebody else has written", false),
                claim("wronglock_3", Locked.wrongLock(3), "somebody else has written", false),
                reorder("reorder_3", 2, 1),
                reorder("reorder_4", 3, 1),
                reorder("reorder_5", 4, 1),
                reorder("reorder_10", 9, 1),
                reorder("reorder_20", 10, 10),
                reorder("reorder_50", 49, 1),
                reorder("reorder_100", 99, 1),
                twoStage("twostage", 1),
                twoStage("twostage_20", 19),
                twoStage("twostage_50", 49),
                twoStage("twostage_100", 99),
                claim("WSQ", Stealing::plain, "an item was lost", false),
                claim("WSQ_with_state", Stealing::withState, "the table has lost a row", false),
                claim("InterlockedWSQ", Stealing::interlocked, "an item was lost", false),
                claim("InterlockedWSQ_with_state", Stealing::interlockedWithState, "the table has lost a row", false));
    }

    private static Program reorder(String name, int setters, int checkers) {
        return claim(name, Unlocked.reorder(setters, checkers), "one is set without the other", false);
    }

    private static Program twoStage(String name, int writers) {
        return claim(name, Locked.twoStage(writers), "the second stage is missing", false);
    }

    private static Program claim(String name, Task.Body body, String otherwise, boolean naturally) {
        return new Program(name, body, "java.lang.AssertionError: " + otherwise, naturally);
    }
}
