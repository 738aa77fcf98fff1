package dev.millrace.arch;

import static org.junit.jupiter.api.Assertions.fail;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/** Sizes that a reader can take in: of lines, methods, files and packages, in Java and in C. */
class SourceStyleTest {
    private static final int LINE_COLUMNS = 120;
    private static final int FILE_LINES = 400;
    private static final int METHOD_LINES = 60;
    private static final int PACKAGE_TYPES = 12;

    private static final List<Path> PRODUCT = Checkout.files("java", ".java");
    private static final List<Path> JAVA = Stream.of(PRODUCT, Checkout.files("tests", ".java"))
            .flatMap(List::stream)
            .toList();
    private static final List<Path> C = Stream.of("native", "tests/native")
            .flatMap(root -> Checkout.files(root, ".c", ".h").stream())
            .toList();
    private static final List<Path> TEXT = Stream.concat(
                    Stream.of("java", "native", "tests", ".github").flatMap(root -> Checkout.files(
                            root, ".java", ".c", ".h", ".xml", ".md", ".txt", ".sh", ".cmake", ".yml").stream()),
                    Stream.concat(
                            Checkout.files(".ci", "").stream().filter(Files::isRegularFile),
                            Stream.of("pom.xml", "README.md", "CMakeLists.txt", ".editorconfig", ".clang-format")
                                    .map(Checkout::path)))
            .toList();

    @Test
    void filesAreShort() {
        assertNone(Stream.concat(JAVA.stream(), C.stream())
                .filter(file -> lines(file).size() > FILE_LINES)
                .map(file -> name(file) + " has " + lines(file).size() + " lines"));
    }

    @Test
    void linesAreShort() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Stream.concat(JAVA.stream(), C.stream()).toList()) {
            int number = 0;
            for (String line : lines(file)) {
                number++;
                if (line.codePointCount(0, line.length()) > LINE_COLUMNS) {
                    tooLong.add(name(file) + ":" + number);
                }
            }
        }
        assertNone(tooLong.stream());
    }

    /** What .editorconfig asks of an editor. */
    @Test
    void whiteSpaceIsClean() {
        List<String> unclean = new ArrayList<>();
        for (Path file : TEXT) {
            String text = Checkout.read(file);
            if (text.contains("\r") || text.contains("\t")) {
                unclean.add(name(file) + " has a tab or a carriage return");
            }
            if (!text.endsWith("\n") || text.endsWith("\n\n")) {
                unclean.add(name(file) + " does not end with one newline");
            }
            int number = 0;
            for (String line : lines(file)) {
                number++;
                if (line.endsWith(" ")) {
                    unclean.add(name(file) + ":" + number + " ends with a space");
                }
            }
        }
        assertNone(unclean.stream());
    }

    @Test
    void methodsAreShort() {
        List<String> tooLong = new ArrayList<>();
        Sources.parse(JAVA, (unit, positions) -> new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void unused) {
                long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
                long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
                if (last - first + 1 > METHOD_LINES) {
                    tooLong.add(name(Path.of(unit.getSourceFile().toUri())) + ":" + first + " " + method.getName());
                }
                return super.visitMethod(method, unused);
            }
        }.scan(unit, null));
        assertNone(tooLong.stream());
    }

    /** A function of C begins at the last unindented name before the unindented brace that ends it. */
    @Test
    void functionsAreShort() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : C) {
            List<String> lines = lines(file);
            int first = -1;
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.matches("(?!extern)[A-Za-z_].*[^:;]")) {
                    first = i;
                } else if (line.startsWith("}")) {
                    if (first >= 0 && i - first + 1 > METHOD_LINES && line.equals("}")) {
                        tooLong.add(name(file) + ":" + (first + 1) + " " + lines.get(first));
                    }
                    first = -1;
                }
            }
        }
        assertNone(tooLong.stream());
    }

    @Test
    void packagesHaveADesignPage() {
        assertNone(PRODUCT.stream()
                .filter(file -> !file.endsWith("module-info.java"))
                .map(Path::getParent)
                .distinct()
                .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
                .map(SourceStyleTest::name));
    }

    @Test
    void packagesShowFewTypes() {
        Map<String, Integer> shown = new TreeMap<>();
        Sources.parse(PRODUCT, (unit, positions) -> {
            for (Tree type : unit.getTypeDecls()) {
                if (type instanceof ClassTree top && top.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                    shown.merge(unit.getPackageName().toString(), 1, Integer::sum);
                }
            }
        });
        assertNone(shown.entrySet().stream()
                .filter(entry -> entry.getValue() > PACKAGE_TYPES)
                .map(entry -> entry.getKey() + " shows " + entry.getValue() + " types"));
    }

    private static List<String> lines(Path file) {
        return Checkout.read(file).lines().toList();
    }

    private static String name(Path file) {
        return Checkout.ROOT.relativize(file).toString();
    }

    private static void assertNone(Stream<String> offenders) {
        List<String> found = offenders.toList();
        if (!found.isEmpty()) {
            fail(String.join("\n", found));
        }
    }
}
