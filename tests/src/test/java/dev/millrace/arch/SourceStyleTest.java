package dev.millrace.arch;

import static org.junit.jupiter.api.Assertions.fail;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
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

    @Test
    void methodsAreShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        parse(JAVA, (unit, positions) -> new TreeScanner<Void, Void>() {
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
                .map(Path::getParent)
                .distinct()
                .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
                .map(SourceStyleTest::name));
    }

    @Test
    void packagesShowFewTypes() throws IOException {
        Map<String, Integer> shown = new TreeMap<>();
        parse(PRODUCT, (unit, positions) -> {
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

    private interface Look {
        void at(CompilationUnitTree unit, SourcePositions positions);
    }

    private static void parse(List<Path> files, Look look) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            task.parse().forEach(unit -> look.at(unit, positions));
        }
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
