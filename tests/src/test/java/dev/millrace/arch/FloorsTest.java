package dev.millrace.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Imports go down the floors only, JNA stays in the cellar, and {@code java.nio} does not enter the house. */
class FloorsTest {
    private static final Map<String, Integer> FLOORS = Map.of(
            "dev.millrace.sched", 1,
            "dev.millrace.sys", 1,
            "dev.millrace.loop", 2,
            "dev.millrace.task", 3,
            "dev.millrace.io", 4,
            "dev.millrace.sync", 4,
            "dev.millrace.net", 5,
            "dev.millrace", 6,
            "dev.millrace.testkit", 7,
            "dev.millrace.lab", 7);

    @Test
    void everyPackageHasAFloor() {
        Set<String> packages = Checkout.PRODUCT.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        packages.removeAll(FLOORS.keySet());
        assertEquals(Set.of(), packages, "packages without a floor");
    }

    /** Packages of one floor do not know each other either: sched never imports sys. */
    @Test
    void importsGoDownOnly() {
        List<String> climbing = Checkout.PRODUCT.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(use -> climbs(use.getOriginClass(), use.getTargetClass().getBaseComponentType()))
                .map(use -> use.getDescription())
                .sorted()
                .toList();
        assertEquals(List.of(), climbing, "imports that do not go down");
    }

    @Test
    void jnaIsKnownToTwoClassesOfSysAtMost() {
        Set<String> users = Checkout.PRODUCT.stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(use -> use.getTargetClass().getPackageName().startsWith("com.sun.jna")))
                .map(type -> type.getName().replaceFirst("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        boolean inSys = users.stream().allMatch(name -> name.startsWith("dev.millrace.sys."));
        assertTrue(inSys && users.size() <= 2, () -> "JNA is used by " + users);
    }

    /**
     * Searches the class files as they are, because a reference may hide where no list of dependencies has it: in the
     * descriptor of a JDK method that is called ({@code String.getBytes(Charset)}), or in a name for reflection.
     */
    @Test
    void nothingRefersToJavaNio() {
        List<String> users = Checkout.PRODUCT.stream()
                .filter(type -> classFile(type).matches("(?s).*java[./]nio\\b.*"))
                .map(JavaClass::getName)
                .sorted()
                .toList();
        assertEquals(List.of(), users, "classes that refer to java.nio");
    }

    private static boolean climbs(JavaClass from, JavaClass to) {
        Integer target = FLOORS.get(to.getPackageName());
        return target != null
                && !from.getPackageName().equals(to.getPackageName())
                && target >= FLOORS.getOrDefault(from.getPackageName(), 0);
    }

    private static String classFile(JavaClass type) {
        try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(type.getName(), e);
        }
    }
}
