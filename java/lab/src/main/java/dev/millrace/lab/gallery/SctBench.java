package dev.millrace.lab.gallery;

import static java.util.Map.entry;

import dev.millrace.task.Task;
import java.util.List;
import java.util.Map;

/**
 * The programs of the groups CS and Chess of SCTBench (Thomson, Donaldson, Betts: PPoPP 2014), written anew as tasks
 * from what they do. Each access to a variable that is shared is a step; so is each taking and each release of a lock.
 */
public final class SctBench {
    /** Mean schedules to the first bug of PCT3, POS and RFF in Wolff et al., ASPLOS 2024. */
    private static final Map<String, List<String>> PUBLISHED = Map.ofEntries(
            entry("account", List.of("9", "1", "1")),
            entry("bluetooth", List.of("161", "72", "45")),
            entry("deadlock01", List.of("20", "4", "5")),
            entry("lazy01", List.of("10", "5", "6")),
            entry("token_ring", List.of("8", "7", "5")),
            entry("wronglock", List.of("88", "1", "1")),
            entry("wronglock_3", List.of("40", "1", "1")),
            entry("reorder_3", List.of("241", "223", "7")),
            entry("reorder_5", List.of("1126", "4377", "6")),
            entry("reorder_10", List.of("2356", "-", "6")),
            entry("reorder_100", List.of("7447 (1 of 20)", "-", "6")),
            entry("twostage", List.of("9", "15", "8")),
            entry("twostage_20", List.of("188", "185", "22")),
            entry("twostage_100", List.of("3888 (6 of 20)", "-", "56")),
            entry("WSQ", List.of("12", "10", "10")),
            entry("InterlockedWSQ", List.of("24 (14 of 20)", "1", "1")));

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
                claim("WSQ", Stealing::plain, "an item was lost, another came twice", false),
                claim("WSQ_with_state", Stealing::withState, "the table has lost a row", false),
                claim("InterlockedWSQ", Stealing::interlocked, "an item was lost, another came twice", false),
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

    /** Returns what is published of a program, for PCT3, POS and RFF; empty texts if nothing is. */
    public static List<String> published(Program program) {
        return PUBLISHED.getOrDefault(program.name(), List.of("", "", ""));
    }
}
