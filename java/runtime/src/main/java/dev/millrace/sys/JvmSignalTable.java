package dev.millrace.sys;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The JVM's table of what handles which signal, through {@code sun.misc.Signal}: the JDK has no other way. By
 * reflection, because the compiler warns of every direct use, and warnings are errors here.
 */
final class JvmSignalTable {

    private JvmSignalTable() {
    }

    /** Returns what to lock for changes: the table's own class, so that all of a process lock the same. */
    static Object lock() {
        return type("Signal");
    }

    /** Makes a handler that can be put into the table. */
    static Object handler(InvocationHandler calls) {
        Class<?> handler = type("SignalHandler");
        return Proxy.newProxyInstance(JvmSignalTable.class.getClassLoader(), new Class<?>[] {handler}, calls);
    }

    /** Puts a handler into the table, and returns the one that was there. */
    static Object put(String signal, Object handler) {
        return call("handle", new Class<?>[] {type("Signal"), type("SignalHandler")}, signal(signal), handler);
    }

    /** Sends a signal to this process. */
    static void raise(String signal) {
        call("raise", new Class<?>[] {type("Signal")}, signal(signal));
    }

    private static Object signal(String name) {
        try {
            return type("Signal").getConstructor(String.class).newInstance(name);
        } catch (InvocationTargetException e) {
            throw new UnsupportedOperationException("there is no SIG" + name + " here", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("sun.misc.Signal is not what it was", e);
        }
    }

    private static Object call(String method, Class<?>[] types, Object... arguments) {
        try {
            return type("Signal").getMethod(method, types).invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw new UnsupportedOperationException(arguments[0] + " is not the program's to handle", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("sun.misc.Signal is not what it was", e);
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("sun.misc." + name);
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException("signals need the module jdk.unsupported", e);
        }
    }
}
