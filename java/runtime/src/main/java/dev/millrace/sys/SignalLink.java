package dev.millrace.sys;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A subscription as a link of the chain of all that are subscribed to one signal in this process. The JVM's table has
 * the link that was added last. Each knows what was in the table before it, so nothing of ours holds the chain: the
 * table is its only root. It changes under the lock of the table.
 */
final class SignalLink implements InvocationHandler {
    private final String signal;
    private final Executor executor;
    private final Runnable action;
    private final AtomicBoolean pending = new AtomicBoolean();
    private final Object handler = JvmSignalTable.handler(this);
    /** What was in the table before this link: another one's handler, or the end of the chain, which is not ours. */
    private volatile Object below;
    /** The link that was added after this one; null if there is none. */
    private SignalLink above;
    private volatile boolean removed;

    private SignalLink(String signal, Executor executor, Runnable action) {
        this.signal = signal;
        this.executor = executor;
        this.action = action;
    }

    static SignalLink install(String signal, Executor executor, Runnable action) {
        SignalLink link = new SignalLink(signal, executor, action);
        synchronized (JvmSignalTable.lock()) {
            link.below = JvmSignalTable.put(signal, link.handler);
            SignalLink next = of(link.below);
            if (next != null) {
                next.above = link;
            }
        }
        return link;
    }

    /** Takes the link out of the chain, wherever it is; does nothing if it has been taken out. */
    void remove() {
        boolean nobodyElse;
        synchronized (JvmSignalTable.lock()) {
            if (removed) {
                return;
            }
            removed = true;
            SignalLink next = of(below);
            nobodyElse = above == null && next == null;
            if (above != null) {
                above.below = below;
            } else {
                restore();
            }
            if (next != null) {
                next.above = above;
            }
        }
        if (pending.getAndSet(false) && nobodyElse) {
            JvmSignalTable.raise(signal);
        }
    }

    /** A stranger may have put a handler on top, and pass signals on to this one: then both stay. */
    private void restore() {
        Object top = JvmSignalTable.put(signal, below);
        if (top != handler) {
            JvmSignalTable.put(signal, top);
        }
    }

    /** Called by the JVM, on a thread that it starts for each signal. */
    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "handle" -> {
                tellAll();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "a subscription to SIG" + signal;
        };
    }

    private void tellAll() {
        for (SignalLink each = this; each != null; each = of(each.below)) {
            each.tell();
        }
    }

    private void tell() {
        if (removed || !pending.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(() -> {
                if (pending.compareAndSet(true, false) && !removed) {
                    action.run();
                }
            });
        } catch (RejectedExecutionException e) {
            pending.set(false);
        }
    }

    private static SignalLink of(Object handler) {
        return Proxy.isProxyClass(handler.getClass())
                && Proxy.getInvocationHandler(handler) instanceof SignalLink link ? link : null;
    }
}
