package dev.millrace.cluster;

import static dev.millrace.task.Task.await;

import dev.millrace.Options;
import dev.millrace.net.IpAddress;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Host;
import dev.millrace.testkit.World;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Three replicas on three hosts, and two clients that write at the same time. */
final class Cluster {
    private static final int SERVERS = 3;
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Cluster() {
    }

    /** An acknowledged write is gone. */
    static final class Lost extends AssertionError {
        private static final long serialVersionUID = 1;

        private final transient Schedule schedule;

        Lost(String value, Schedule schedule, List<String> diary) {
            super("the write of " + value + " is lost, by " + schedule + ":\n" + String.join("\n", diary));
            this.schedule = schedule;
        }

        /** Returns what was chosen in the run. */
        Schedule schedule() {
            return schedule;
        }
    }

    /**
     * Runs the cluster until both clients have their write acknowledged.
     *
     * @throws Lost if a write was acknowledged and a majority does not have it
     */
    static void check(Decisions decisions, Replica.Vote order) {
        List<String> diary = new ArrayList<>();
        List<Replica> replicas = new ArrayList<>();
        Schedule schedule;
        try (World world = new World(decisions)) {
            List<Host> hosts = new ArrayList<>();
            for (int i = 1; i <= SERVERS; i++) {
                hosts.add(world.host("server" + i));
                replicas.add(new Replica("server" + i, order, diary));
            }
            List<IpAddress> addresses = hosts.stream().map(host -> host.address(Replica.PORT)).toList();
            for (int i = 0; i < SERVERS; i++) {
                Replica replica = replicas.get(i);
                List<IpAddress> others = new ArrayList<>(addresses);
                others.remove(i);
                world.start(hosts.get(i), Options.DEFAULT, () -> replica.run(others));
            }
            world.run(world.host("clients"), Options.DEFAULT, () -> TaskGroup.run(group -> {
                group.start("a", () -> write(addresses.get(0), "a", PAUSE));
                Task.yieldNow();
                group.start("b", () -> write(addresses.get(1), "b", PAUSE.multipliedBy(3)));
            }));
            schedule = world.schedule();
        }
        for (String value : List.of("a", "b")) {
            long copies = replicas.stream().filter(replica -> replica.values().contains(value)).count();
            if (2 * copies <= SERVERS) {
                throw new Lost(value, schedule, diary);
            }
        }
    }

    private static void write(IpAddress server, String value, Duration pause) {
        while (!Replica.ask(server, "write " + value)) {
            await(Future.sleep(pause));
        }
    }
}
