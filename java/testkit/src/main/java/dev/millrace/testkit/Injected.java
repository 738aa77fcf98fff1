package dev.millrace.testkit;

import dev.millrace.loop.LoopObserver.Call;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;

/** The failures that calls are to have, in order, by kind of call. */
final class Injected {
    private final Map<Call, ArrayDeque<Integer>> errors = new EnumMap<>(Call.class);

    void add(Call call, int... failures) {
        for (int error : failures) {
            errors.computeIfAbsent(call, any -> new ArrayDeque<>()).add(error);
        }
    }

    /** Takes the next failure of a kind of call; 0 if it is not to fail. */
    int take(Call call) {
        ArrayDeque<Integer> queue = errors.get(call);
        return queue == null || queue.isEmpty() ? 0 : queue.poll();
    }
}
