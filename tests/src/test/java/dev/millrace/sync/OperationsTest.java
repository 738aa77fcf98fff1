package dev.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.millrace.task.Awaitable;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.CancelEverywhere;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.schedule.Schedule;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation that may wait, in many schedules, cancelled wherever it can be. */
@Tag("explores")
@net.jqwik.api.Tag("explores")
class OperationsTest {
    private static final Set<Class<?>> BODIES = Set.of(Callable.class, Task.Body.class, Select.Handler.class);

    @Test
    void noPublicMethodThatMayWaitIsMissing() {
        Set<String> listed = Arrays.stream(Operations.values()).flatMap(each -> each.methods.stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> present = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.millrace.sync", "dev.millrace.time").stream()
                .map(JavaClass::reflect)
                .filter(type -> Modifier.isPublic(type.getModifiers()))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(OperationsTest::mayWait)
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(present, listed);
    }

    private static boolean mayWait(Method method) {
        return Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()
                && (Awaitable.class.isAssignableFrom(method.getReturnType())
                        || method.getReturnType() == Hold.class
                        || Stream.of(method.getParameterTypes()).anyMatch(BODIES::contains));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftWhereverItIsCancelled(Operations operation) {
        assertTrue(new CancelEverywhere(Coroutines.best())
                .check(simulation -> operation.program.run(), simulation -> { }) > 3);
    }

    @Property(tries = 2_000)
    void anyScheduleHolds(@ForAll Operations operation, @ForAll Schedule schedule) {
        Simulation.check(schedule, operation.program);
    }

    @Property(tries = 2_000)
    void nothingIsLeftInAnyScheduleThatCancels(@ForAll Operations operation, @ForAll Schedule schedule,
            @ForAll @IntRange(max = 15) int yields) {
        Simulation.check(schedule, () -> TaskGroup.run(group -> {
            CancelScope scope = new CancelScope();
            Task<Void> cancels = group.start(() -> {
                for (int i = 0; i < yields; i++) {
                    Task.yieldNow();
                }
                scope.cancel();
            });
            scope.run(operation.program);
            cancels.cancel();
        }));
    }
}
