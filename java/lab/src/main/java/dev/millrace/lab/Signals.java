package dev.millrace.lab;

import dev.millrace.Millrace;
import dev.millrace.loop.EventLoop;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system, through {@code sun.misc.Signal}: the JDK has no other way. By reflection, because
 * the compiler warns of every direct use, and warnings are errors here.
 */
final class Signals {

    private Signals() {
    }

    /** Prints the tasks of a loop whenever the process gets SIGUSR1. */
    static void showTasks(Terminal terminal, EventLoop loop) {
        handle("USR1", () -> {
            terminal.err().print(Millrace.dump(loop));
            terminal.err().flush();
        });
    }

    /**
     * Runs an action, on a thread of its own, whenever the process gets a signal, in place of what the JVM would do. A
     * signal that the JVM leaves alone (-Xrs) has the system's default effect.
     *
     * @param name without SIG, such as TERM
     */
    static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler},
                    (self, method, args) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return method.invoke(action, args);
                        }
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException e) {
            // -Xrs: the signal is not ours to handle.
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("sun.misc.Signal is not what it was", e);
        }
    }
}
