package dev.millrace.sys;

import com.sun.jna.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The descriptors of this process, as Linux tells them: pollers, wakeups and sockets; those of files are the JVM's. */
public final class OpenDescriptors {
    private static final long CLOSE_ON_EXEC = 0_2000000;

    private OpenDescriptors() {
    }

    /** By number, what they are. */
    public static Map<Integer, String> open() {
        Map<Integer, String> open = new TreeMap<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : all.toList()) {
                String what = Files.exists(each) ? Files.readSymbolicLink(each).toString() : "the listing itself";
                if (what.startsWith("socket:") || what.startsWith("anon_inode:")) {
                    open.put(Integer.parseInt(each.getFileName().toString()), what);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return open;
    }

    static boolean isInherited(int fd) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo/" + fd))) {
            String flags = lines.filter(line -> line.startsWith("flags:")).findFirst().orElseThrow();
            return (Long.parseLong(flags.substring(6).trim(), 8) & CLOSE_ON_EXEC) == 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static int duplicate(int fd) {
        return Function.getFunction("c", "dup").invokeInt(new Object[] {fd});
    }
}
