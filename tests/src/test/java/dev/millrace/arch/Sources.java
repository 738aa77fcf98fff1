package dev.millrace.arch;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java sources as the compiler reads them, without resolving a name. */
final class Sources {
    private Sources() {}

    interface Look {
        void at(CompilationUnitTree unit, SourcePositions positions);
    }

    static void parse(List<Path> files, Look look) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            task.parse().forEach(unit -> look.at(unit, positions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
