package dev.millrace.loop;

import dev.millrace.sched.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Writes down what a loop does. */
final class Ledger implements LoopObserver {
    /** A poll: what it was allowed to wait, how long it did, and what it brought. */
    record Poll(long timeout, long waited, int reports) {
    }

    /** A system call that was made. */
    record Made(Call call, int fd, int result) {
    }

    /** How many steps were ready when a poll ended cannot be seen; the steps of the turn after it can. */
    final List<Poll> polls = new ArrayList<>();
    final List<Made> calls = new ArrayList<>();
    /** Turns, polls and steps in their order. */
    final List<String> order = new ArrayList<>();
    long turns;
    long steps;
    long wakeups;
    private final Map<Call, Integer> inThisStep = new EnumMap<>(Call.class);
    private final Map<Call, Integer> mostInAStep = new EnumMap<>(Call.class);

    int count(Call call) {
        return (int) calls.stream().filter(made -> made.call == call).count();
    }

    int count(Call call, int fd) {
        return (int) calls.stream().filter(made -> made.call == call && made.fd == fd).count();
    }

    /** The most calls of a kind that one step made. */
    int mostInAStep(Call call) {
        return mostInAStep.getOrDefault(call, 0);
    }

    Poll lastPoll() {
        return polls.get(polls.size() - 1);
    }

    void forget() {
        polls.clear();
        calls.clear();
        order.clear();
        turns = 0;
        steps = 0;
    }

    @Override
    public void turnStarted(long turn) {
        turns++;
        order.add("turn");
    }

    @Override
    public void stepStarted(Step step) {
        steps++;
        order.add(step.toString());
        inThisStep.clear();
    }

    @Override
    public void stepEnded(Step step) {
        inThisStep.forEach((call, count) -> mostInAStep.merge(call, count, Math::max));
    }

    @Override
    public void polled(long timeoutNanos, long waitedNanos, int reports) {
        polls.add(new Poll(timeoutNanos, waitedNanos, reports));
        order.add("poll");
    }

    @Override
    public void wokenUp() {
        wakeups++;
    }

    @Override
    public void systemCall(Call call, int fd, int result) {
        calls.add(new Made(call, fd, result));
        inThisStep.merge(call, 1, Integer::sum);
    }
}
