package dev.millrace.arch;

import static org.junit.jupiter.api.Assertions.fail;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** tests/BEHAVIOURS.md has every case, and what it says of the tests is so. */
class BehavioursTest {
    /** The cases of each group; 3, 7, 11 and so on were never given, but for 227. */
    private static final String NUMBERS = """
            A 1 2 4 5 6 8 9 10 12 13 14 16 17 18 20 21 22 24 25 26
            B 28 29 30 32 33 34 36 37 38 40 41 42
            C 44 45 46 48 49 50 52 53 54 56 57
            D 58 60 61 62 64 65 66
            E 68 69 70 72 73 74 76 77 78 80 81 82 84 85 86 88 89 90 92 93 94 96 97 98 100
            F 101 102 104 105 106
            G 108 109 110 112 113 114 116 117 118 120 121 122 124 125 126 128 129 130
            H 132 133 134 136 137 138 140 141 142
            I 144 145 146 148 149 150 152 153 154 156 157 158 160 161 162 164 165 166 168 169 170 172 173 174
            I 176 177 178 180 181 182
            J 184 185 186 188 189 190 192 193
            K 194 196 197 198 200 201 202
            L 204 205 206
            M 208 209 210 212 213
            N 214 216
            O 217 218 220 221
            P 222 224 225 226
            Q 227 228 229 230 232 233 234
            """;
    private static final Pattern GROUP = Pattern.compile("## (\\w+).*");
    private static final Pattern CASE = Pattern.compile("- (?:\\*\\*(\\d+)\\*\\* )?.*");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Set<String> TEST_ANNOTATIONS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "Property");

    private static final List<Case> CASES = cases();
    private static final Tests TESTS = Tests.ofThisCheckout();

    @Test
    void everyNumberIsThereOnce() {
        List<String> expected = NUMBERS.lines()
                .flatMap(line -> Stream.of(line.substring(2).split(" ")).map(number -> line.charAt(0) + " " + number))
                .toList();
        List<String> found = CASES.stream().filter(Case::isNumbered).map(Case::toString).toList();
        List<String> wrong = new ArrayList<>();
        without(expected, found).forEach(number -> wrong.add("missing: " + number));
        without(found, expected).forEach(number -> wrong.add("too many, or in the wrong group: " + number));
        assertNone(wrong);
    }

    @Test
    void everyCaseHasATestOrSaysWhyNot() {
        assertNone(CASES.stream()
                .filter(each -> each.tests.isEmpty() && each.notes.isEmpty())
                .map(each -> each + " has neither a test nor a note")
                .toList());
    }

    @Test
    void everyTestThatIsNamedExists() {
        assertNone(CASES.stream()
                .flatMap(each -> each.tests.stream()
                        .filter(test -> !TESTS.names.contains(test))
                        .map(test -> each + " names " + test + ", which is not there"))
                .toList());
    }

    @Test
    void everyTaggedTestIsNamedByItsCase() {
        List<String> unnamed = new ArrayList<>();
        for (Tagged tagged : TESTS.tagged) {
            boolean named = CASES.stream().anyMatch(each -> each.number.equals(tagged.number)
                    && (each.tests.contains(tagged.test) || each.tests.contains(tagged.test.replaceAll("#.*", ""))));
            if (!named) {
                unnamed.add(tagged.test + " is tagged case-" + tagged.number + ", which does not name it");
            }
        }
        assertNone(unnamed);
    }

    /** A case: its tests as Class#method, or Class if it means all; its number is empty if it has none. */
    private record Case(String group, String number, List<String> tests, List<String> notes) {
        boolean isNumbered() {
            return !number.isEmpty();
        }

        @Override
        public String toString() {
            return group + " " + number;
        }
    }

    private static List<Case> cases() {
        String page = Checkout.read(Checkout.path("tests/BEHAVIOURS.md"));
        List<Case> cases = new ArrayList<>();
        String group = "";
        for (String entry : page.replaceAll("\\R +(?=[^ -])", " ").lines().toList()) {
            Matcher heading = GROUP.matcher(entry);
            Matcher start = CASE.matcher(entry);
            if (heading.matches()) {
                group = heading.group(1);
            } else if (start.matches() && !group.isEmpty()) {
                String number = start.group(1) == null ? "" : start.group(1);
                cases.add(new Case(group, number, new ArrayList<>(), new ArrayList<>()));
            } else if (entry.startsWith("  - `")) {
                cases.get(cases.size() - 1).tests.addAll(tests(entry));
            } else if (entry.startsWith("  - *")) {
                cases.get(cases.size() - 1).notes.add(entry);
            }
        }
        return cases;
    }

    /** {@code `Class`: `method`, `method`} or {@code `Class` (all)}. */
    private static List<String> tests(String entry) {
        List<String> names = NAME.matcher(entry).results().map(result -> result.group(1)).toList();
        String type = names.get(0);
        return names.size() == 1 ? List.of(type) : names.stream().skip(1).map(method -> type + "#" + method).toList();
    }

    private record Tagged(String test, String number) {}

    /** All tests of this checkout, each by its own name and by that of its class. */
    private record Tests(Set<String> names, List<Tagged> tagged) {
        static Tests ofThisCheckout() {
            Tests tests = new Tests(new TreeSet<>(), new ArrayList<>());
            // The contracts that the test kit ships are tests as well.
            for (String root : List.of("tests/src/test/java", "java/testkit/src/main/java")) {
                Path packages = Checkout.path(root).resolve("dev/millrace");
                Sources.parse(Checkout.files(root, ".java"), (unit, positions) -> {
                    String file = packages.relativize(Path.of(unit.getSourceFile().toUri())).toString();
                    tests.scan(unit, file.replace(".java", "").replace('/', '.'));
                });
            }
            return tests;
        }

        private void scan(CompilationUnitTree unit, String type) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitClass(ClassTree tree, Void unused) {
                    tag(tree.getModifiers(), type);
                    return super.visitClass(tree, unused);
                }

                @Override
                public Void visitMethod(MethodTree method, Void unused) {
                    boolean isTest = method.getModifiers().getAnnotations().stream()
                            .anyMatch(each -> TEST_ANNOTATIONS.contains(each.getAnnotationType().toString()));
                    if (isTest) {
                        names.add(type);
                        names.add(type + "#" + method.getName());
                    }
                    tag(method.getModifiers(), type + "#" + method.getName());
                    return super.visitMethod(method, unused);
                }
            }.scan(unit, null);
        }

        private void tag(ModifiersTree modifiers, String test) {
            for (AnnotationTree annotation : modifiers.getAnnotations()) {
                Pattern.compile("\"case-(\\d+)\"").matcher(annotation.toString()).results()
                        .map((MatchResult result) -> result.group(1))
                        .forEach(number -> tagged.add(new Tagged(test, number)));
            }
        }
    }

    private static List<String> without(List<String> from, List<String> these) {
        List<String> rest = new ArrayList<>(from);
        these.forEach(rest::remove);
        return rest;
    }

    private static void assertNone(List<String> offenders) {
        if (!offenders.isEmpty()) {
            fail(String.join("\n", offenders));
        }
    }
}
