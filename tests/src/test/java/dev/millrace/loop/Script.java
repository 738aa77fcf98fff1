package dev.millrace.loop;

import dev.millrace.sys.Errno;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** An operation whose attempts have the results it is given, and EAGAIN when there are no more. */
class Script implements Operation {
    final List<Integer> told = new ArrayList<>();
    int attempts;
    private final ArrayDeque<Integer> results = new ArrayDeque<>();

    Script(int... results) {
        for (int result : results) {
            this.results.add(result);
        }
    }

    /** An operation whose result user code is told. */
    static Script forUserCode(int... results) {
        return new Script(results) {
            @Override
            public boolean completesInPhase() {
                return false;
            }
        };
    }

    @Override
    public int attempt() {
        attempts++;
        return results.isEmpty() ? Errno.EAGAIN : results.poll();
    }

    @Override
    public void complete(int result) {
        told.add(result);
    }
}
