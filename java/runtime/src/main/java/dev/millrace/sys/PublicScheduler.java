package dev.millrace.sys;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;

/**
 * The JDK's public way to a virtual thread on a scheduler of one's own, where it has one: that of the loom builds,
 * {@code Thread.VirtualThreadScheduler} and {@code Thread.Builder.OfVirtual.scheduler}. By reflection, because the code
 * is compiled for JDK 17.
 */
final class PublicScheduler {
    private final Class<?> schedulerType;
    private final Method ofVirtual;
    private final Method name;
    private final Method scheduler;
    private final Method unstarted;

    /**
     * Finds it.
     *
     * @param thread {@link Thread}, or a class that is shaped like it
     * @throws ReflectiveOperationException if this JDK has no such interface
     */
    PublicScheduler(Class<?> thread) throws ReflectiveOperationException {
        ClassLoader loader = thread.getClassLoader();
        Class<?> builder = Class.forName(thread.getName() + "$Builder$OfVirtual", false, loader);
        schedulerType = Class.forName(thread.getName() + "$VirtualThreadScheduler", false, loader);
        ofVirtual = thread.getMethod("ofVirtual");
        name = builder.getMethod("name", String.class);
        scheduler = builder.getMethod("scheduler", schedulerType);
        unstarted = builder.getMethod("unstarted", Runnable.class);
    }

    /** Makes a thread that is not started, without inherited thread locals. */
    Thread newThread(Executor executor, String threadName, Runnable body) throws ReflectiveOperationException {
        Object named = name.invoke(ofVirtual.invoke(null), threadName);
        return (Thread) unstarted.invoke(scheduler.invoke(named, adapt(executor)), body);
    }

    /** The method's name and its other arguments changed from build to build; the last one is always what to run. */
    private Object adapt(Executor executor) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (arguments != null && arguments[arguments.length - 1] instanceof Runnable continuation) {
                executor.execute(continuation);
                return null;
            }
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "toString" -> "scheduler of " + executor;
                default -> throw new UnsupportedOperationException(method.toString());
            };
        };
        ClassLoader loader = schedulerType.getClassLoader();
        return Proxy.newProxyInstance(loader, new Class<?>[] {schedulerType}, handler);
    }

    /** Makes an exception of the JDK's what it was before reflection wrapped it. */
    static RuntimeException unwrapped(ReflectiveOperationException e) {
        if (e instanceof InvocationTargetException && e.getCause() instanceof RuntimeException cause) {
            return cause;
        }
        return new IllegalStateException(e);
    }
}
