package dev.millrace.sys;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** The signals of this process, as far as the JVM hands them on. */
final class JvmSignals implements Signals {
    private final Set<SignalLink> open = new LinkedHashSet<>();
    private boolean closed;

    @Override
    public synchronized Subscription subscribe(Kind kind, Executor executor, Runnable action) {
        if (closed) {
            throw new IllegalStateException("the platform is closed");
        }
        SignalLink link = SignalLink.install(kind.name().substring("SIG".length()), executor, action);
        open.add(link);
        return () -> end(link);
    }

    private void end(SignalLink link) {
        link.remove();
        synchronized (this) {
            open.remove(link);
        }
    }

    @Override
    public void close() {
        List<SignalLink> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(open);
        }
        left.forEach(this::end);
    }
}
