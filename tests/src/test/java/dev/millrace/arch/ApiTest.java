package dev.millrace.arch;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the runtime shows is what the two files of {@code tests/api} list, so that no change of it goes unseen:
 * {@code user.txt} for those who write programs, {@code spi.txt} for those who bring a platform, a scheduler, a
 * descriptor or a stream.
 */
class ApiTest {
    private static final Set<String> USER_PACKAGES =
            Set.of("dev.millrace", "dev.millrace.task", "dev.millrace.sync",
            "dev.millrace.time", "dev.millrace.threads", "dev.millrace.flow", "dev.millrace.inspect", "dev.millrace.io",
            "dev.millrace.net", "dev.millrace.tls");
    /** What a user needs of the loop to drive it by hand and to watch it. */
    private static final Set<String> USER_TYPES = Set.of("dev.millrace.loop.EventLoop", "dev.millrace.loop.LoopOptions",
            "dev.millrace.loop.Timer", "dev.millrace.loop.FailureHandler", "dev.millrace.loop.LoopObserver");
    private static final int SHOWN = Modifier.PUBLIC | Modifier.PROTECTED;
    private static final int WRITTEN = SHOWN | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;

    @Test
    void userApiIsTheAcceptedOne() throws IOException {
        assertAccepted("user.txt", ApiTest::isForUsers);
    }

    @Test
    void spiIsTheAcceptedOne() throws IOException {
        assertAccepted("spi.txt", type -> !isForUsers(type));
    }

    private static boolean isForUsers(JavaClass type) {
        return USER_PACKAGES.contains(type.getPackageName())
                || USER_TYPES.contains(type.getName().replaceFirst("\\$.*", ""));
    }

    private static void assertAccepted(String file, Predicate<JavaClass> part) throws IOException {
        Path acceptedFile = Checkout.path("tests/api/" + file);
        Path actualFile = Checkout.path("tests/target/api/" + file);
        List<String> actual = Checkout.PRODUCT.stream()
                .filter(type -> !type.getPackageName().matches("dev\\.millrace\\.(testkit|lab)(\\..*)?"))
                .filter(part)
                .map(JavaClass::reflect)
                .filter(ApiTest::isShown)
                .sorted(Comparator.comparing(Class::getTypeName))
                .flatMap(ApiTest::describe)
                .toList();
        Files.createDirectories(actualFile.getParent());
        Files.write(actualFile, actual);

        List<String> accepted = Files.exists(acceptedFile) ? Files.readAllLines(acceptedFile) : List.of();
        List<String> difference = new ArrayList<>();
        accepted.stream().filter(line -> !actual.contains(line)).map("- "::concat).forEach(difference::add);
        actual.stream().filter(line -> !accepted.contains(line)).map("+ "::concat).forEach(difference::add);
        if (!difference.isEmpty()) {
            fail("The public API changed. If it should, accept it by\n"
                    + "cp " + Checkout.ROOT.relativize(actualFile) + " " + Checkout.ROOT.relativize(acceptedFile) + "\n"
                    + String.join("\n", difference));
        }
    }

    private static boolean isShown(Class<?> type) {
        return (type.getModifiers() & SHOWN) != 0
                && (type.getEnclosingClass() == null || isShown(type.getEnclosingClass()));
    }

    private static Stream<String> describe(Class<?> type) {
        Stream<String> fields = Stream.of(type.getDeclaredFields())
                .filter(field -> (field.getModifiers() & SHOWN) != 0 && !field.isSynthetic())
                .map(ApiTest::describe);
        Stream<String> calls = Stream.<Executable>concat(
                        Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods()))
                .filter(call -> (call.getModifiers() & SHOWN) != 0 && !call.isSynthetic())
                .map(ApiTest::describe);
        return Stream.concat(Stream.of(header(type)), Stream.concat(fields, calls).sorted())
                .map(line -> type.getTypeName() + ": " + line);
    }

    private static String header(Class<?> type) {
        String kind = type.isAnnotation() ? "@interface" : type.isInterface() ? "interface"
                : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        String parents = Stream.concat(
                        Stream.ofNullable(type.getGenericSuperclass()), Stream.of(type.getGenericInterfaces()))
                .filter(parent -> parent != Object.class)
                .map(Type::getTypeName)
                .collect(joining(", "));
        return modifiers(type.isInterface() ? type.getModifiers() & ~Modifier.ABSTRACT : type.getModifiers())
                + (type.isSealed() ? "sealed " : "") + kind + variables(type.getTypeParameters()).stripTrailing()
                + (parents.isEmpty() ? "" : " is " + parents);
    }

    private static String describe(Field field) {
        return modifiers(field.getModifiers()) + field.getGenericType().getTypeName() + " " + field.getName();
    }

    private static String describe(Executable call) {
        String returned = call instanceof Method method ? method.getGenericReturnType().getTypeName() + " " : "";
        String name = call instanceof Constructor<?> ? "new" : call.getName();
        String thrown = names(call.getGenericExceptionTypes());
        return modifiers(call.getModifiers()) + variables(call.getTypeParameters()) + returned + name
                + "(" + names(call.getGenericParameterTypes()) + ")" + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String modifiers(int modifiers) {
        String text = Modifier.toString(modifiers & WRITTEN);
        return text.isEmpty() ? "" : text + " ";
    }

    private static String variables(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Stream.of(variables).map(ApiTest::bound).collect(joining(", ", "<", "> "));
    }

    private static String bound(TypeVariable<?> variable) {
        String bounds = Stream.of(variable.getBounds())
                .filter(bound -> bound != Object.class)
                .map(Type::getTypeName)
                .collect(joining(" & "));
        return variable.getName() + (bounds.isEmpty() ? "" : " extends " + bounds);
    }

    private static String names(Type[] types) {
        return Stream.of(types).map(Type::getTypeName).collect(joining(", "));
    }
}
