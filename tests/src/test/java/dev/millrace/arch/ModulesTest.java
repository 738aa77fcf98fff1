package dev.millrace.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars as modules: a program that stands outside them uses every type that users are shown, and runs. */
class ModulesTest {
    private static final Path PROGRAM = Checkout.path("tests/src/test/modules/example");
    /** What a user programs with; the other exported packages are for those who extend the runtime. */
    private static final Set<String> FOR_USERS = Set.of("dev.millrace", "dev.millrace.task", "dev.millrace.io",
            "dev.millrace.net", "dev.millrace.tls", "dev.millrace.testkit");

    @TempDir
    Path output;

    /** The runtime, the test kit and JNA, wherever the build has them. */
    private static String modulePath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(".*[/\\\\]java[/\\\\](runtime|testkit)[/\\\\]target[/\\\\].*")
                        || entry.matches(".*[/\\\\]jna-[^/\\\\]*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void aProgramOutsideOfTheModulesRuns() throws Exception {
        runs();
    }

    @Test
    void itRunsWhereTheJdkHasNeitherFlightRecorderNorManagement() throws Exception {
        runs("--limit-modules", "example,java.logging");
    }

    private void runs(String... options) throws Exception {
        compile();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=com.sun.jna"));
        command.addAll(List.of(options));
        command.addAll(List.of("--module-path", modulePath() + File.pathSeparator + output,
                "-m", "example/example.Everything"));
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(program.getInputStream().readAllBytes(), "UTF-8");
        assertEquals(0, program.waitFor(), said);
        assertEquals("everything works\n", said);
    }

    @Test
    void theProgramUsesEveryTypeThatUsersAreShown() throws IOException {
        String program = Files.readString(PROGRAM.resolve("example/Everything.java"));
        Set<String> unused = Checkout.PRODUCT.stream()
                .filter(type -> FOR_USERS.contains(type.getPackageName()))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.getEnclosingClass().isEmpty())
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("package-info") && !program.matches("(?s).*\\b" + name + "\\b.*"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), unused);
    }

    private void compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(PROGRAM)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
        StringWriter problems = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("--release", "17", "-proc:none", "-Xlint:all,-try", "-d", output.toString(),
                    "--module-path", modulePath());
            compiler.getTask(problems, manager, null, options, null,
                    manager.getJavaFileObjectsFromPaths(sources)).call();
        }
        assertEquals("", problems.toString());
    }
}
