package dev.millrace.flow;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** Runs the methods of a verification, which TestNG would run, as tests of JUnit. */
final class Tck {
    private Tck() {
    }

    static Stream<DynamicTest> testsOf(Object verification) {
        return Arrays.stream(verification.getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> run(verification, method)));
    }

    private static void run(Object verification, Method test) throws Throwable {
        try {
            call(verification, BeforeClass.class);
            call(verification, BeforeMethod.class);
            test.invoke(verification);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SkipException skipped) {
                Assumptions.abort(skipped.getMessage());
            }
            throw e.getCause();
        } finally {
            call(verification, AfterClass.class);
        }
    }

    private static void call(Object verification, Class<? extends Annotation> when)
            throws ReflectiveOperationException {
        for (Method each : verification.getClass().getMethods()) {
            if (each.isAnnotationPresent(when)) {
                each.invoke(verification);
            }
        }
    }
}
