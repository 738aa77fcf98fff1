package dev.millrace.bench;

import dev.millrace.Millrace;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.util.concurrent.Callable;

/**
 * Parks many tasks and tells what heap a task takes: {@code java -cp benchmarks.jar dev.millrace.bench.ParkedMemory
 * [best| baton|platform] [count]}. Not JMH's: it measures memory, once.
 */
public final class ParkedMemory {

    private ParkedMemory() {
    }

    /** Runs. */
    public static void main(String[] args) {
        String kind = args.length > 0 ? args[0] : "best";
        int count = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        Coroutines coroutines = switch (kind) {
            case "best" -> Coroutines.best();
            case "baton" -> Coroutines.baton();
            default -> Coroutines.batonOnPlatformThreads();
        };
        try (EventLoop loop = Millrace.open()) {
            Promise<Void> gate = new Promise<>(loop);
            long before = used();
            Callable<Void> main = () -> TaskGroup.call(group -> {
                for (int i = 0; i < count; i++) {
                    group.start(() -> Task.await(gate));
                }
                return null;
            });
            Task<Void> all = TaskGroup.main(loop, coroutines, main);
            for (int i = 0; i < count / 100 + 10; i++) {
                loop.turn(0);
            }
            long after = used();
            System.out.printf("%s: %,d parked tasks, %,d MiB, %d bytes each%n", coroutines.kind(), count,
                    after - before >> 20, (after - before) / count);
            gate.complete(null);
            while (!all.isDone()) {
                loop.turn(0);
            }
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
