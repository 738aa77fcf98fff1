package dev.millrace.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the gates look at: the sources of this checkout, and the compiled classes of its product. */
final class Checkout {
    /** Classes of runtime, testkit and lab, wherever the build put them; not those of the tests. */
    static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.millrace");

    /** The root of it: tests start in their module or, from an IDE, anywhere below the root. */
    static final Path ROOT = root(Path.of("").toAbsolutePath());

    private Checkout() {}

    static Path path(String relative) {
        return ROOT.resolve(relative);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files below {@code relative} whose name ends with one of the suffixes, build output left out. */
    static List<Path> files(String relative, String... suffixes) {
        try (Stream<Path> all = Files.walk(path(relative))) {
            return all.filter(file -> Stream.of(suffixes).anyMatch(file.toString()::endsWith))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root(Path directory) {
        return Files.exists(directory.resolve("native/include/millrace.h")) ? directory : root(directory.getParent());
    }
}
