package dev.millrace.arch;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Imports go down the floors only, JNA stays in the cellar, and {@code java.nio} does not enter the house. */
class FloorsTest {
    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            entry("dev.millrace.sched", 1),
            entry("dev.millrace.sys", 1),
            entry("dev.millrace.loop", 2),
            entry("dev.millrace.task", 3),
            entry("dev.millrace.io", 4),
            entry("dev.millrace.sync", 4),
            entry("dev.millrace.time", 4),
            entry("dev.millrace.threads", 5),
            entry("dev.millrace.inspect", 5),
            entry("dev.millrace.flow", 5),
            entry("dev.millrace.net", 5),
            entry("dev.millrace.tls", 5),
            entry("dev.millrace", 6),
            entry("dev.millrace.testkit.schedule", 7),
            entry("dev.millrace.testkit.network", 7),
            entry("dev.millrace.testkit.fairness", 7),
            entry("dev.millrace.testkit", 8),
            entry("dev.millrace.testkit.explore", 9),
            entry("dev.millrace.testkit.contract", 9),
            entry("dev.millrace.lab.fairness", 10),
            entry("dev.millrace.lab.gallery", 10),
            entry("dev.millrace.lab.servers", 10),
            entry("dev.millrace.lab.goker", 11),
            entry("dev.millrace.lab", 12));

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

    /**
     * The files that a reader cannot take one after the other, because they know each other in a circle: sealed types,
     * which name what they permit; interfaces whose own methods make what implements them; and the futures and tasks of
     * floor 3, which are made of each other.
     */
    private static final List<String> CIRCLES = List.of(
            "dev.millrace.task.*",
            "dev.millrace.io.*(IoFailure|Exception|EndOfStream|LimitExceeded)",
            "dev.millrace.io.(ByteStream|Transfer)",
            "dev.millrace.net.(Address|AddressParser|IpAddress)");

    @Test
    void packagesHaveNoCircleInside() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass type : Checkout.PRODUCT) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(use -> use.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().equals(type.getPackageName()))
                    .map(FloorsTest::file)
                    .filter(target -> CIRCLES.stream().noneMatch(circle ->
                            target.matches(circle) && file(type).matches(circle)))
                    .forEach(target -> uses.computeIfAbsent(file(type), any -> new TreeSet<>()).add(target));
        }
        List<String> inCircles = uses.keySet().stream().filter(name -> reaches(uses, name, name)).toList();
        assertEquals(List.of(), inCircles, "classes that know each other in a circle");
    }

    private static String file(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    private static boolean reaches(Map<String, Set<String>> uses, String from, String to) {
        Set<String> seen = new TreeSet<>();
        ArrayDeque<String> ahead = new ArrayDeque<>(Set.of(from));
        for (String each; (each = ahead.poll()) != null;) {
            for (String next : uses.getOrDefault(each, Set.of())) {
                if (next.equals(to) && !each.equals(to)) {
                    return true;
                }
                if (seen.add(next)) {
                    ahead.add(next);
                }
            }
        }
        return false;
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
     * TLS alone may: the JDK's engine takes buffers.
     */
    @Test
    void nothingRefersToJavaNio() {
        List<String> users = Checkout.PRODUCT.stream()
                .filter(type -> !type.getPackageName().equals("dev.millrace.tls"))
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
