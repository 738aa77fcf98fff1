package dev.millrace.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The samples of the README and of the packages' design pages compile against the product as it is, the Maven
 * snippet names the current version, and what the pages link is there.
 */
class ReadmeTest {
    private static final String README = Checkout.read(Checkout.path("README.md"));
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:public |final )*(?:class|interface|record|enum) (\\w+)");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\\R");

    @TempDir
    Path output;

    @Test
    void javaSamplesCompile() throws IOException {
        List<String> samples = blocks("java");
        assertFalse(samples.isEmpty(), "no sample in the README");
        for (String sample : samples) {
            assertEquals("", errors(sample), sample);
        }
    }

    @Test
    void samplesOfTheDesignPagesCompile() throws IOException {
        List<Path> pages = new ArrayList<>(Checkout.files("java/runtime", "package-info.java"));
        pages.addAll(Checkout.files("java/testkit", "package-info.java"));
        for (Path page : pages) {
            Matcher sample = Pattern.compile("(?s)<pre>\\{@code\\R(.*?) \\* }</pre>").matcher(Checkout.read(page));
            assertTrue(sample.find(), page + " has no sample");
            assertEquals("", errors(sample.group(1).replaceAll("(?m)^ \\* ?", "")), page.toString());
        }
    }

    @Test
    void mavenSnippetNamesThisVersion() {
        Matcher version = Pattern.compile("<version>(.*?)</version>").matcher(Checkout.read(Checkout.path("pom.xml")));
        assertTrue(version.find());
        List<String> snippets = blocks("xml").stream().filter(block -> block.contains("<dependency>")).toList();
        assertFalse(snippets.isEmpty(), "no Maven snippet in the README");
        for (String snippet : snippets) {
            assertTrue(snippet.contains("<groupId>dev.millrace</groupId>"), snippet);
            assertTrue(snippet.contains("<artifactId>millrace</artifactId>"), snippet);
            assertTrue(snippet.contains("<version>" + version.group(1) + "</version>"), snippet);
        }
    }

    @Test
    void everyFileThatIsLinkedIsThere() {
        for (String page : List.of("README.md", "java/README.md", ".github/CONTRIBUTING.md", "tests/BEHAVIOURS.md")) {
            Path file = Checkout.path(page);
            List<String> missing = Pattern.compile("\\]\\(([^)#:]+)[)#]").matcher(Checkout.read(file)).results()
                    .map(link -> link.group(1))
                    .filter(link -> !Files.exists(file.resolveSibling(link)))
                    .toList();
            assertEquals(List.of(), missing, page);
        }
    }

    private static List<String> blocks(String language) {
        return Pattern.compile("(?ms)^```" + language + "\\R(.*?)^```").matcher(README).results()
                .map(block -> block.group(1))
                .toList();
    }

    private String errors(String sample) throws IOException {
        Matcher type = TYPE.matcher(sample);
        String name = type.find() ? type.group(1) : "Sample";
        String source = type.reset().find() ? sample : wrapped(sample);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(problems, null, null)) {
            manager.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
            List<String> options = List.of(
                    "--release", "17", "-Xlint:all", "-proc:none", "-cp", System.getProperty("java.class.path"));
            compiler.getTask(null, manager, problems, options, null, List.of(new Source(name, source))).call();
        }
        return problems.getDiagnostics().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    /** Bare statements get a method around them, and what all samples use imported. */
    private static String wrapped(String statements) {
        String packages = Checkout.PRODUCT.stream()
                .map(type -> "import " + type.getPackageName() + ".*;")
                .distinct()
                .collect(Collectors.joining());
        String imports = IMPORT.matcher(statements).results().map(MatchResult::group).collect(Collectors.joining());
        String common = "import static dev.millrace.task.Task.await; import java.time.Duration; import java.util.*;";
        return packages + common + imports + "class Sample { static void sample() throws Throwable {\n"
                + IMPORT.matcher(statements).replaceAll("") + "}}";
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
