package dev.millrace.testkit;

import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import dev.millrace.task.Task;
import dev.millrace.testkit.schedule.Candidate;
import java.util.AbstractList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scheduler of a simulated host: the ready steps in the order in which they became ready, of which
 * {@link Chance} takes one. Whoever made a task ready first is its parent.
 */
final class ChosenOrder implements Scheduler {
    private static final int SMALLEST = 16;

    private final Chance chance;
    private final RunRecord record;
    private final Place root;
    private final Map<Step, Known> tasks = new IdentityHashMap<>();
    private final List<Candidate> candidates = new Candidates();
    /** The ready ones are {@code size} entries from {@code head} on. */
    private Ready[] entries = new Ready[SMALLEST];
    private int head;
    private int size;
    /** How many of them are in the background. */
    private int background;
    /** The step that was given out last, if it is a task's. */
    private Step running;

    private record Known(Task<?> task, Place place) {
    }

    private record Ready(Step step, Place place, int cause) {
    }

    ChosenOrder(Chance chance, String host) {
        this.chance = chance;
        this.record = chance.record();
        this.root = Place.root(host);
    }

    @Override
    public void add(Step step) {
        if (head + size == entries.length) {
            makeRoom();
        }
        Ready ready = new Ready(step, place(step), record.running());
        entries[head + size++] = ready;
        background += ready.place.background ? 1 : 0;
    }

    private void makeRoom() {
        Ready[] other = size > entries.length / 2 ? new Ready[2 * entries.length] : entries;
        System.arraycopy(entries, head, other, 0, size);
        for (int i = size; i < entries.length && other == entries; i++) {
            entries[i] = null;
        }
        entries = other;
        head = 0;
    }

    private Place place(Step step) {
        Known known = tasks.get(step);
        if (known != null) {
            return known.place;
        }
        Place maker = record.currentOr(root);
        Optional<Task<?>> task = Task.of(step);
        if (task.isEmpty()) {
            return maker.callbacks();
        }
        Place place = maker.child(task.get().taskName());
        tasks.put(step, new Known(task.get(), place));
        return place;
    }

    @Override
    public Step next() {
        ended();
        if (size == 0) {
            return null;
        }
        if (record.hasEnded()) {
            return take(0).step;
        }
        Place natural = entries[head].place;
        int options = natural.background ? 1 : size - background;
        int option = options < 2 ? 0 : chance.chooseStep(natural.path, candidates);
        int index = index(option);
        Place place = entries[head + index].place;
        record.begin(place, entries[head + index].cause, option, options);
        running = take(index).step;
        return running;
    }

    /** Returns where the k-th candidate is; the natural one is the first entry. */
    private int index(int candidate) {
        if (background == 0 || candidate == 0) {
            return candidate;
        }
        int index = 0;
        for (int left = candidate; left > 0 || entries[head + index].place.background; index++) {
            left -= entries[head + index].place.background ? 0 : 1;
        }
        return index;
    }

    private Ready take(int index) {
        Ready taken = entries[head + index];
        System.arraycopy(entries, head, entries, head + 1, index);
        entries[head++] = null;
        size--;
        background -= taken.place.background ? 1 : 0;
        return taken;
    }

    /** The step that was given out has ended: what is made ready from now on is made so by the loop. */
    private void ended() {
        record.pause();
        if (running != null) {
            Known known = tasks.get(running);
            if (known != null && known.task.isDone()) {
                tasks.remove(running);
            }
            running = null;
        }
    }

    @Override
    public void remove(Step step) {
        int index = 0;
        while (entries[head + index].step != step) {
            index++;
        }
        take(index);
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public int stepsPerReading() {
        return 1;
    }

    @Override
    public void charge(Share share, long nanos) {
        ended();
    }

    /** What may run next, without what is in the background. */
    private final class Candidates extends AbstractList<Candidate> {
        @Override
        public Candidate get(int option) {
            Place place = entries[head + index(option)].place;
            return new Candidate(place.path, place.steps, place.next);
        }

        @Override
        public int size() {
            return size - background;
        }
    }
}
