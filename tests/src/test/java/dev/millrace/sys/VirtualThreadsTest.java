package dev.millrace.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Virtual threads on a scheduler of ours, under both bindings, and what others can get hold of by them: no more. */
@Tag("contract")
class VirtualThreadsTest {

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void anOldJdkSaysThatItHasNone() {
        String reason = assertThrows(UnsupportedOperationException.class, VirtualThreads::new).getMessage();
        assertEquals("JDK " + Runtime.version().feature() + " has no virtual threads", reason);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void aThreadRunsWhenItsSchedulerRunsItsContinuation() {
        ConcurrentLinkedQueue<Runnable> scheduled = new ConcurrentLinkedQueue<>();
        List<String> ran = new ArrayList<>();
        Thread thread = new VirtualThreads().newThread(scheduled::add, "of ours", () -> {
            ran.add(Thread.currentThread().getName() + " " + VirtualThreads.isCurrentVirtual());
            Thread.yield();
            ran.add("after the yield");
        });
        thread.start();
        assertEquals(List.of(), ran);
        scheduled.remove().run();
        assertEquals(List.of("of ours true"), ran);
        scheduled.remove().run();
        assertEquals(List.of("of ours true", "after the yield"), ran);
        assertFalse(thread.isAlive());
        assertNull(scheduled.poll());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void whatTheConstructorThrowsIsThrown() {
        VirtualThreads threads = new VirtualThreads();
        assertThrows(NullPointerException.class, () -> threads.newThread(Runnable::run, "no body", null));
        assertEquals("next", threads.newThread(Runnable::run, "next", () -> { }).getName());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void aContinuationRunsByDefaultOnAThreadOfTheJdk() throws InterruptedException {
        VirtualThreads threads = new VirtualThreads();
        List<Thread> carried = new ArrayList<>();
        Thread thread = threads.newThread(threads::runByDefault, "ordinary", () -> carried.add(Thread.currentThread()));
        thread.start();
        thread.join();
        assertEquals(List.of(thread), carried);
    }

    /** Reflection reaches every member of a package on the class path: none of ours may hold a key to the JDK. */
    @Test
    void reflectionFindsNoKeyToTheJdk() throws ReflectiveOperationException {
        if (Runtime.version().feature() >= 21) {
            new VirtualThreads();
        }
        for (Class<?> type : List.of(VirtualThreads.class, HiddenVirtualThreads.class, PublicScheduler.class,
                NativeCalls.class)) {
            for (Field field : type.getDeclaredFields()) {
                assertFalse(isKey(field.getType()), () -> "a field: " + field);
            }
            for (Method method : type.getDeclaredMethods()) {
                assertFalse(isKey(method.getReturnType()), () -> "a result: " + method);
            }
        }
    }

    /** The methods of {@link PublicScheduler} are public ones of the JDK, found as anyone can find them. */
    private static boolean isKey(Class<?> type) {
        return MethodHandles.Lookup.class.isAssignableFrom(type) || MethodHandle.class.isAssignableFrom(type)
                || Constructor.class.isAssignableFrom(type) || Field.class.isAssignableFrom(type)
                || Executor.class.isAssignableFrom(type) && !type.equals(Executor.class);
    }

    // ------------------------------------------------------------------ the public interface of JDKs to come

    /** Shaped like the java.lang.Thread of a loom build. */
    public static final class FutureThread {
        /** As the JDK's. */
        public interface VirtualThreadScheduler {
            void onStart(Thread thread, Runnable task);
        }

        /** As the JDK's. */
        public interface Builder {
            /** As the JDK's. */
            interface OfVirtual extends Builder {
                OfVirtual name(String name);

                OfVirtual scheduler(VirtualThreadScheduler scheduler);

                Thread unstarted(Runnable body);
            }
        }

        private FutureThread() {
        }

        public static Builder.OfVirtual ofVirtual() {
            return new Made();
        }
    }

    private static final class Made implements FutureThread.Builder.OfVirtual {
        private String name;
        private FutureThread.VirtualThreadScheduler scheduler;

        @Override
        public FutureThread.Builder.OfVirtual name(String text) {
            name = text;
            return this;
        }

        @Override
        public FutureThread.Builder.OfVirtual scheduler(FutureThread.VirtualThreadScheduler given) {
            scheduler = given;
            return this;
        }

        @Override
        public Thread unstarted(Runnable body) {
            assertTrue(scheduler.equals(scheduler) && scheduler.toString().startsWith("scheduler of "));
            assertEquals(scheduler.hashCode(), scheduler.hashCode());
            return new Thread(() -> scheduler.onStart(Thread.currentThread(), body), name);
        }
    }

    @Test
    void thePublicInterfaceIsUsedWhereThereIsOne() throws ReflectiveOperationException, InterruptedException {
        ConcurrentLinkedQueue<Runnable> scheduled = new ConcurrentLinkedQueue<>();
        Runnable body = () -> { };
        Thread thread = new PublicScheduler(FutureThread.class).newThread(scheduled::add, "of ours", body);
        assertEquals("of ours", thread.getName());
        thread.start();
        thread.join();
        assertEquals(List.of(body), List.copyOf(scheduled));
    }

    @Test
    void aJdkWithoutThePublicInterfaceIsTold() {
        assertThrows(ReflectiveOperationException.class, () -> new PublicScheduler(Thread.class));
    }
}
