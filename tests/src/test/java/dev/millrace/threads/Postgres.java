package dev.millrace.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL server with an empty database, on a loopback port of its own. It does not run as root. */
final class Postgres {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final int MOST_STARTS = 3;

    private final Path programs;
    private final Path data;
    private int port;

    private Postgres(Path programs, Path data) {
        this.programs = programs;
        this.data = data;
    }

    /** Returns where the programs of a version are; empty if there is none. */
    static Optional<Path> installed() {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .findAny();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts a server; its data are in a directory that is made here, inside the one given. */
    static Postgres start(Path programs, Path directory) throws Exception {
        Path data = directory.resolve("data");
        if (isRoot()) {
            assertEquals(0, run(directory, List.of("chmod", "711", directory.toString())));
            assertEquals(0, run(directory, List.of("install", "-d", "-o", "postgres", data.toString())));
        }
        Postgres server = new Postgres(programs, data);
        assertEquals(0, server.run("initdb", "--pgdata=" + data, "--username=postgres", "--auth=trust", "--no-sync",
                "--no-locale"));
        for (int start = 1; !server.start(); start++) {
            // Somebody else may have taken the port.
            assertEquals(true, start < MOST_STARTS, () -> "no start: see " + server.log());
        }
        return server;
    }

    private boolean start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        return run("pg_ctl", "start", "--pgdata=" + data, "--wait", "--options=-F -h 127.0.0.1 -k '' -p " + port) == 0;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
    }

    void stop() throws Exception {
        assertEquals(0, run("pg_ctl", "stop", "--pgdata=" + data, "--mode=immediate"));
    }

    private Path log() {
        return data.resolveSibling("log");
    }

    private int run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return run(data.getParent(), command);
    }

    /** The server inherits the output of pg_ctl, so that is a file: at a pipe, this would wait for the server's end. */
    private static int run(Path directory, List<String> command) throws Exception {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
                .start()
                .waitFor();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
