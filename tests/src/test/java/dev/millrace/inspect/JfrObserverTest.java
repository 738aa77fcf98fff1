package dev.millrace.inspect;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.LoopObserver;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sched.Step;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Simulation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of a loop, as Flight Recorder recorded them. */
class JfrObserverTest {
    private static final String PREFIX = "dev.millrace.";
    private static final List<String> KINDS = List.of("Turn", "Poll", "Step", "SystemCall", "Park", "Wake");
    private static final Duration NAP = Duration.ofMillis(5);

    @TempDir
    Path directory;

    /** Records a program; returns its events in the order in which they began. */
    private List<RecordedEvent> recorded(List<String> disabled, Runnable program) throws IOException {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            disabled.forEach(kind -> recording.disable(PREFIX + kind));
            recording.start();
            program.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith(PREFIX))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime)).collect(Collectors.toList());
    }

    private static List<RecordedEvent> of(String kind, List<RecordedEvent> events) {
        return events.stream().filter(event -> kind(event).equals(kind)).toList();
    }

    private static String kind(RecordedEvent event) {
        return event.getEventType().getName().substring(PREFIX.length());
    }

    private static void simulated() {
        try (Simulation simulation = new Simulation(Options.DEFAULT.withObserver(new JfrObserver()))) {
            simulation.run(() -> TaskGroup.run(group -> group.start("child", () -> {
                await(Future.sleep(NAP));
                Task.yieldNow();
            })));
        }
    }

    @Test
    void tasksRunParkAndWakeInTheirOrder() throws IOException {
        List<RecordedEvent> events = recorded(List.of(), JfrObserverTest::simulated);
        List<String> seen = new ArrayList<>();
        for (RecordedEvent event : events) {
            switch (kind(event)) {
                case "Step" -> seen.add("step of " + event.getString("step"));
                case "Park" -> seen.add(event.getString("task") + " parks: " + event.getString("awaits"));
                case "Wake" -> seen.add(event.getString("task") + " wakes");
                default -> { }
            }
        }
        seen.removeIf(each -> each.startsWith("step of callback"));
        // Giving way is a step more, and neither a park nor a wake.
        assertEquals(List.of("step of Task main", "Task main parks: waits for the tasks of a group that it leaves",
                "step of Task child", "Task child parks: sleep of PT0.005S", "Task child wakes", "step of Task child",
                "step of Task child", "Task main wakes", "step of Task main"), seen);
        List<Integer> identities = events.stream().filter(event -> event.hasField("task")
                && event.getString("task").equals("Task child")).map(event -> event.getInt("identity")).toList();
        assertEquals(2, identities.size());
        assertEquals(identities.get(0), identities.get(1));
        of("Step", events).forEach(event -> assertEquals("root", event.getString("share")));
    }

    @Test
    void turnsCountTheirStepsAndPollsSayHowLongTheyWaited() throws IOException {
        List<RecordedEvent> events = recorded(List.of(), JfrObserverTest::simulated);
        List<Long> numbers = of("Turn", events).stream().map(event -> event.getLong("number")).toList();
        assertEquals(LongStream.rangeClosed(1, numbers.size()).boxed().toList(), numbers);
        assertTrue(numbers.size() >= 3, numbers::toString);
        RecordedEvent turn = of("Turn", events).get(0);
        long inside = of("Step", events).stream().filter(step -> !step.getStartTime().isBefore(turn.getStartTime())
                && !step.getEndTime().isAfter(turn.getEndTime())).count();
        assertEquals(inside, turn.getLong("steps"));
        assertTrue(of("Poll", events).stream().anyMatch(poll -> poll.getDuration("timeout").equals(NAP)
                && poll.getDuration("waited").equals(NAP)), events::toString);
        assertTrue(of("Turn", events).stream().anyMatch(each -> each.getDuration("waited").equals(NAP)),
                events::toString);
    }

    @Test
    void systemCallsOfARealLoopHaveTheirDescriptorsAndErrors() throws IOException {
        List<RecordedEvent> events = recorded(List.of(), () ->
                Millrace.run(Options.DEFAULT.withObserver(new JfrObserver()), () -> {
                    try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                        TaskGroup.run(group -> {
                            group.start("client", () -> {
                                try (TcpStream stream = await(TcpStream.connect(listener.localAddress()))) {
                                    await(stream.write(new byte[3], 0, 3));
                                }
                            });
                            try (TcpStream stream = await(listener.accept())) {
                                assertEquals(3, await(stream.read(new byte[8])));
                            }
                        });
                    }
                }));
        List<RecordedEvent> calls = of("SystemCall", events);
        List<String> made = calls.stream().map(event -> event.getString("call")).distinct().toList();
        assertTrue(made.containsAll(List.of("OPEN", "BIND", "LISTEN", "ACCEPT", "CONNECT", "READ", "WRITE", "CLOSE")),
                made::toString);
        assertTrue(calls.stream().anyMatch(event -> event.getString("call").equals("CONNECT")
                && event.getString("error").equals("EINPROGRESS")), calls::toString);
        RecordedEvent write = calls.stream().filter(event -> event.getString("call").equals("WRITE")).findFirst()
                .orElseThrow();
        assertEquals(3, write.getInt("result"));
        assertEquals("", write.getString("error"));
        assertTrue(write.getInt("descriptor") >= 0);
        assertTrue(of("Park", events).stream().anyMatch(event -> event.getString("task").equals("Task client")),
                () -> of("Park", events).toString());
    }

    @Test
    void eventsHaveACategoryAndLabels() throws IOException {
        List<RecordedEvent> events = recorded(List.of(), JfrObserverTest::simulated);
        for (String kind : List.of("Turn", "Poll", "Step", "Park", "Wake")) {
            RecordedEvent event = of(kind, events).get(0);
            assertEquals(List.of("Millrace"), event.getEventType().getCategoryNames());
            event.getFields().forEach(field -> assertTrue(field.getLabel() != null, field::getName));
        }
        assertEquals("System Call", new JfrEvents.SystemCall().getClass().getAnnotation(jdk.jfr.Label.class).value());
    }

    @Test
    void whatIsSwitchedOffIsNotRecorded() throws IOException {
        assertEquals(List.of(), recorded(KINDS, JfrObserverTest::simulated));
        List<String> kinds = recorded(List.of("Step", "Wake"), JfrObserverTest::simulated).stream()
                .map(JfrObserverTest::kind).distinct().sorted().toList();
        assertEquals(List.of("Park", "Poll", "Turn"), kinds);
    }

    @Test
    void whatIsNotRecordedAllocatesNothing() {
        LoopObserver observer = new JfrObserver();
        Step step = new Step() {
            @Override
            public void run() {
                // Only looked at.
            }
        };
        drive(observer, step);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        drive(observer, step);
        long bytes = threads.getThreadAllocatedBytes(id) - before;
        // An object each would be 160,000 bytes or more; the bean itself takes a few hundred.
        assertTrue(bytes < 10_000, () -> bytes + " bytes");
    }

    private static void drive(LoopObserver observer, Step step) {
        for (int i = 0; i < 10_000; i++) {
            observer.turnStarted(i);
            observer.stepReady(step);
            observer.stepStarted(step);
            observer.stepEnded(step);
            observer.systemCall(LoopObserver.Call.READ, 3, -1);
            observer.polled(-1, 1, 0);
        }
    }
}
