package dev.millrace.lab.goker;

import dev.millrace.lab.gallery.Program;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bugs of CockroachDB, etcd, gRPC and other projects in Go, as GoBench has cut them down (Yuan, Li, Lu, Liu, Li, Xue:
 * CGO 2021), written anew as tasks from what they do.
 */
public final class GoKer {
    private GoKer() {
    }

    /** Returns the kernels, by project. */
    public static List<Kernel> kernels() {
        return Stream.of(Cockroach.kernels(), Etcd.kernels(), Grpc.kernels(), Istio.kernels(), Kubernetes.kernels(),
                Moby.kernels(), Serving.kernels(), Races.kernels()).flatMap(List::stream).toList();
    }

    /** Returns the kernels as programs with bugs. */
    public static List<Program> programs() {
        return kernels().stream().map(Kernel::program).toList();
    }
}
