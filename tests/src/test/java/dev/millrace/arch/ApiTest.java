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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the runtime shows is what {@code tests/api/millrace.txt} lists, so that no change of it goes unseen. */
class ApiTest {
    private static final Path ACCEPTED = Checkout.path("tests/api/millrace.txt");
    private static final Path ACTUAL = Checkout.path("tests/target/api/millrace.txt");
    private static final int SHOWN = Modifier.PUBLIC | Modifier.PROTECTED;
    private static final int WRITTEN = SHOWN | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;

    @Test
    void apiIsTheAcceptedOne() throws IOException {
        List<String> actual = Checkout.PRODUCT.stream()
                .filter(type -> !type.getPackageName().matches("dev\\.millrace\\.(testkit|lab)(\\..*)?"))
                .map(JavaClass::reflect)
                .filter(ApiTest::isShown)
                .sorted(Comparator.comparing(Class::getTypeName))
                .flatMap(ApiTest::describe)
                .toList();
        Files.createDirectories(ACTUAL.getParent());
        Files.write(ACTUAL, actual);

        List<String> accepted = Files.exists(ACCEPTED) ? Files.readAllLines(ACCEPTED) : List.of();
        List<String> difference = new ArrayList<>();
        accepted.stream().filter(line -> !actual.contains(line)).map("- "::concat).forEach(difference::add);
        actual.stream().filter(line -> !accepted.contains(line)).map("+ "::concat).forEach(difference::add);
        if (!difference.isEmpty()) {
            fail("The public API changed. If it should, accept it by\n"
                    + "cp " + Checkout.ROOT.relativize(ACTUAL) + " " + Checkout.ROOT.relativize(ACCEPTED) + "\n"
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
