package dev.millrace.testkit;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.testkit.network.CallVerdict;
import dev.millrace.testkit.network.SystemCall;
import java.util.Optional;

/** Asks the rules about the system calls of one host: first those that are the host's own, then the world's. */
final class Judge {
    private final String host;
    private final Injected own;
    private final Rules rules;

    Judge(String host, Injected own, Rules rules) {
        this.host = host;
        this.own = own;
        this.rules = rules;
    }

    /** Returns how a call fails that is about to be made; 0 if it is made. */
    int failureOf(Call call, int fd) {
        if (own.isEmpty() && !rules.judgesCalls()) {
            return 0;
        }
        SystemCall asked = new SystemCall(host, call, fd);
        Optional<CallVerdict> verdict = own.judge(asked);
        return verdict.isPresent() ? rules.failureBy(verdict.get(), asked) : rules.failureOf(asked);
    }
}
