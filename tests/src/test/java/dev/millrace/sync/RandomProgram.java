package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.task.CancelScope;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs scripts over shared things, beside a small model of these: what is out, what was sent and received, who came
 * before whom. It ends when nothing is left to happen and all has been given up, and fails if the model is contradicted
 * or a task is left.
 */
final class RandomProgram {
    private static final int PERMITS = 2;
    private static final int PARTIES = 3;
    /** How long the scripts go on, and when they have certainly ended, in milliseconds. */
    private static final int BUSY = 20;
    private static final long IDLE = 1_000;

    /** What a task does to what it shares. */
    enum Kind {
        /** Takes a permit, keeps it for a time, returns it. */
        PERMIT,
        /** Stores an item under the lock, and signals. */
        PUT,
        /** Takes an item under the lock, and waits for signals until there is one. */
        TAKE,
        SEND, RECEIVE, RECEIVE_EITHER, ARRIVE, PUBLISH, HEAR
    }

    /**
     * One thing that a task does.
     *
     * @param keeps for how long it keeps what it gets, in milliseconds
     * @param patience how long it waits at most; 0 for as long as it takes
     */
    record Act(Kind kind, int keeps, int patience) {
        Act patient() {
            return new Act(kind, keeps, 0);
        }
    }

    /**
     * What one task does, one thing after the other.
     *
     * @param from when it begins, in milliseconds
     * @param cancelledAt when it is cancelled; 0 for never
     */
    record Script(int from, int cancelledAt, List<Act> acts) {
        Script uncancelled() {
            return new Script(from, 0, acts.stream().map(Act::patient).toList());
        }
    }

    /** Those that came to one line, in order. Nobody is served before somebody that came earlier and still waits. */
    private static final class Comers {
        private final List<Future<?>> all = new ArrayList<>();

        <T> T served(Future<T> future) {
            all.add(future);
            check();
            T value = await(future);
            check();
            return value;
        }

        private void check() {
            boolean waits = false;
            for (Future<?> each : all) {
                assertFalse(waits && each.isDone() && !each.isFailed() && !each.isCancelled(), "overtaken");
                waits |= !each.isDone();
            }
        }
    }

    /** A receive from a pipe, or from either: the element, once it is known. */
    private static final class Received {
        private Optional<Integer> element = Optional.empty();
    }

    private final List<Script> scripts;
    private final Shared.Permits permits;
    private final Comers forPermits = new Comers();
    private int permitsOut;
    private final Shared.Monitor monitor;
    private final Comers forMonitor = new Comers();
    private boolean entered;
    private int stored;
    private final List<Integer> undelivered = new ArrayList<>();
    private final Shared.Pipes pipes;
    private final List<Integer> sent = new ArrayList<>();
    private final List<List<Received>> received = List.of(new ArrayList<>(), new ArrayList<>());
    private final Barrier barrier = new Barrier(PARTIES);
    private int met;
    private int leaders;
    private final Broadcast<Integer> broadcast = new Broadcast<>(2);
    private final List<Broadcast<Integer>.Subscriber> hearing = new ArrayList<>();
    private int published;

    private RandomProgram(Shared shared, int capacity, List<Script> scripts) {
        this.scripts = scripts;
        permits = shared.permits(PERMITS);
        monitor = shared.monitor();
        pipes = shared.pipes(capacity, undelivered);
    }

    /** Returns the program, for a main task. */
    static Task.Body of(Shared shared, int capacity, List<Script> scripts) {
        return () -> new RandomProgram(shared, capacity, scripts).run();
    }

    private static void sleep(long milliseconds) {
        await(Future.sleep(Duration.ofMillis(milliseconds)));
    }

    private void run() {
        TaskGroup.run(group -> {
            for (Script script : scripts) {
                Task<Void> task = group.start(() -> play(script));
                if (script.cancelledAt > 0) {
                    group.start(() -> {
                        sleep(script.cancelledAt);
                        task.cancel();
                    });
                }
            }
            // In the middle between two milliseconds nothing is under way.
            await(Future.sleep(Duration.ofNanos(500_000)));
            for (int i = 0; i < BUSY; i++) {
                checkNobodyWaitsInVain();
                sleep(1);
            }
            sleep(IDLE);
            assertEquals(0, permits.waiting(), "a permit is lost");
            assertTrue(hearing.stream().noneMatch(each -> each.behind() > 0), "a subscriber sleeps on");
            checkNobodyWaitsInVain();
            giveUp();
        });
        checkTheBooks();
    }

    private void play(Script script) {
        sleep(script.from);
        for (Act act : script.acts) {
            try {
                if (act.patience == 0) {
                    perform(act);
                } else {
                    CancelScope.tryWithTimeout(Duration.ofMillis(act.patience), () -> {
                        perform(act);
                        return 0;
                    });
                }
            } catch (ChannelClosedException e) {
                return;
            }
        }
    }

    private void perform(Act act) {
        int pipe = act.keeps % 2;
        switch (act.kind) {
            case PERMIT -> permit(act.keeps);
            case PUT, TAKE -> enter(act.kind == Kind.TAKE, act.keeps);
            case SEND -> {
                int element = 2 * sent.size() + pipe;
                sent.add(element);
                pipes.send(pipe, element);
            }
            case RECEIVE -> {
                Received one = new Received();
                received.get(pipe).add(one);
                one.element = Optional.of(pipes.receive(pipe));
            }
            case RECEIVE_EITHER -> {
                Received one = new Received();
                received.forEach(each -> each.add(one));
                one.element = Optional.of(pipes.receiveEither());
            }
            case ARRIVE -> arrive();
            case PUBLISH -> broadcast.publish(published++);
            case HEAR -> hear();
        }
    }

    private void permit(int keeps) {
        forPermits.served(permits.acquire());
        assertTrue(++permitsOut <= PERMITS, "more permits are out than there are");
        try {
            sleep(keeps);
        } finally {
            permitsOut--;
            permits.release();
        }
    }

    private void enter(boolean takes, int keeps) {
        Hold hold = forMonitor.served(monitor.enter());
        own(true);
        try {
            while (takes && stored == 0) {
                own(false);
                hold = monitor.awaitSignal(hold);
                own(true);
            }
            stored += takes ? -1 : 1;
            if (!takes) {
                monitor.signal(hold);
            }
            sleep(keeps);
        } finally {
            if (hold.isHeld()) {
                entered = false;
                hold.close();
            }
        }
    }

    private void own(boolean now) {
        assertEquals(!now, entered, "two have the lock");
        entered = now;
    }

    private void arrive() {
        try {
            boolean leads = await(barrier.arrive());
            leaders += leads ? 1 : 0;
            met++;
        } catch (IllegalStateException e) {
            assertTrue(barrier.statistics().broken());
        }
    }

    private void hear() {
        try (Broadcast<Integer>.Subscriber subscriber = broadcast.subscribe()) {
            hearing.add(subscriber);
            int next = published;
            for (int i = 0; i < 3; i++) {
                try {
                    assertEquals(next, await(subscriber.receive()));
                    next++;
                } catch (Broadcast.LaggedException e) {
                    next += (int) e.missed();
                }
                sleep(1);
            }
        }
    }

    // ------------------------------------------------------------------ what must hold

    private void checkNobodyWaitsInVain() {
        assertEquals(PERMITS, permits.free() + permitsOut, "a permit is lost");
        assertTrue(permits.waiting() == 0 || permits.free() == 0, "a permit is free, and somebody waits for one");
        assertTrue(stored == 0 || monitor.waiting() == 0 || !monitor.isFree(), "a signal is lost");
        assertFalse(pipes.isStuck(), "an element is stuck");
        assertTrue(barrier.statistics().waiting() < PARTIES, "a generation is complete and waits");
    }

    private void giveUp() {
        pipes.cancel();
        barrier.breakUp();
        broadcast.close();
        Hold hold = await(monitor.enter());
        stored += scripts.size() * 10;
        for (int left = monitor.waiting(); left > 0; left--) {
            monitor.signal(hold);
        }
        hold.close();
    }

    private void checkTheBooks() {
        assertEquals(PERMITS, permits.free(), "a permit is lost");
        assertEquals(barrier.statistics().generations() * PARTIES, met, "a party is lost");
        assertEquals(barrier.statistics().generations(), leaders, "not one leader per generation");
        List<Integer> ended = new ArrayList<>(undelivered);
        for (int pipe = 0; pipe < 2; pipe++) {
            int number = pipe;
            List<Integer> inOrder = received.get(pipe).stream().flatMap(each -> each.element.stream())
                    .filter(each -> each % 2 == number).toList();
            assertEquals(inOrder.stream().sorted().toList(), inOrder, "out of order");
            ended.addAll(inOrder);
        }
        assertEquals(sent, ended.stream().sorted().toList(), "an element is lost, or there twice");
    }
}
