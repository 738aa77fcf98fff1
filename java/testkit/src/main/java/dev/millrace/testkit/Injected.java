package dev.millrace.testkit;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.testkit.network.CallRule;
import dev.millrace.testkit.network.CallVerdict;
import dev.millrace.testkit.network.SystemCall;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The rule by which the next calls of one host fail, in order, by kind of call. */
final class Injected implements CallRule {
    private final Map<Call, ArrayDeque<CallVerdict>> failures = new EnumMap<>(Call.class);

    void add(Call call, int... errors) {
        for (int error : errors) {
            failures.computeIfAbsent(call, any -> new ArrayDeque<>()).add(CallVerdict.fail(error));
        }
    }

    void clear() {
        failures.clear();
    }

    boolean isEmpty() {
        return failures.isEmpty();
    }

    @Override
    public Optional<CallVerdict> judge(SystemCall call) {
        ArrayDeque<CallVerdict> left = failures.get(call.call());
        if (left == null) {
            return Optional.empty();
        }
        CallVerdict next = left.poll();
        if (left.isEmpty()) {
            failures.remove(call.call());
        }
        return Optional.of(next);
    }
}
