package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two observers of one loop. */
class JoinedObserversTest {
    private final List<String> log = new ArrayList<>();

    private LoopObserver writing(String name) {
        return (LoopObserver) Proxy.newProxyInstance(LoopObserver.class.getClassLoader(),
                new Class<?>[] {LoopObserver.class}, (self, method, arguments) -> {
                    log.add(name + " " + method.getName() + " " + Arrays.toString(arguments));
                    return null;
                });
    }

    @Test
    void bothAreToldEverythingTheFirstOneFirst() throws ReflectiveOperationException {
        LoopObserver both = LoopObserver.both(writing("a"), writing("b"));
        List<String> expected = new ArrayList<>();
        for (Method method : LoopObserver.class.getMethods()) {
            if (Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            Object[] arguments = Arrays.stream(method.getParameterTypes())
                    .map(type -> type == long.class ? (Object) 7L : type == int.class ? 5 : null).toArray();
            method.invoke(both, arguments);
            String told = " " + method.getName() + " "
                    + Arrays.toString(method.getParameterCount() == 0 ? null : arguments);
            expected.add("a" + told);
            expected.add("b" + told);
        }
        assertEquals(16, expected.size());
        assertEquals(expected, log);
    }

    @Test
    void nobodyIsNotJoined() {
        LoopObserver one = writing("one");
        assertSame(one, LoopObserver.both(one, LoopObserver.NONE));
        assertSame(one, LoopObserver.both(LoopObserver.NONE, one));
        assertThrows(NullPointerException.class, () -> LoopObserver.both(one, null));
    }
}
