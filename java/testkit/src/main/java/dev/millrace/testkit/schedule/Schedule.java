package dev.millrace.testkit.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run chose, as a value: its deviations from the natural order. As decisions it takes the option of a deviation
 * at the choice that has its key, and the natural option everywhere else. A deviation without such a choice, or with an
 * option that is not there, is skipped. So every part of a schedule is a schedule, and it still means something in a
 * program that has changed elsewhere.
 *
 * <p>A deviation {@linkplain Deviation#ANYWHERE anywhere} gives way to one that is keyed by the place. It applies at
 * any choice: options count round, the natural one left out.
 */
public final class Schedule implements Decisions {
    /** No deviation: the natural order. */
    public static final Schedule NATURAL = new Schedule(List.of());

    private static final String NATURAL_TEXT = "natural";

    private final List<Deviation> deviations;
    private final Map<Key, Integer> options = new HashMap<>();

    private record Key(Choice.Kind kind, String where, int ordinal) {
    }

    private Schedule(Collection<Deviation> all) {
        Map<Key, Deviation> distinct = new HashMap<>();
        for (Deviation each : all) {
            distinct.put(new Key(each.kind(), each.where(), each.ordinal()), each);
        }
        deviations = distinct.values().stream().sorted().toList();
        distinct.forEach((key, each) -> options.put(key, each.option()));
    }

    /** Makes a schedule; of two deviations at one choice the later counts. */
    public static Schedule of(Collection<Deviation> deviations) {
        return deviations.isEmpty() ? NATURAL : new Schedule(deviations);
    }

    /** Makes a schedule: as {@link #of(Collection)}. */
    public static Schedule of(Deviation... deviations) {
        return of(Arrays.asList(deviations));
    }

    /**
     * Reads what {@link #toString} has written.
     *
     * @throws IllegalArgumentException if the line is none of those
     */
    public static Schedule parse(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.equals(NATURAL_TEXT)) {
            return NATURAL;
        }
        return of(Arrays.stream(text.split("\\s+")).map(Deviation::parse).toList());
    }

    /** Returns the deviations, sorted. */
    public List<Deviation> deviations() {
        return deviations;
    }

    /** Returns the schedule without one of its deviations. */
    public Schedule without(Deviation deviation) {
        return without(List.of(deviation));
    }

    /** Returns the schedule without some of its deviations. */
    public Schedule without(Collection<Deviation> some) {
        List<Deviation> left = new ArrayList<>(deviations);
        left.removeAll(some);
        return of(left);
    }

    /** Returns the schedule with one more deviation, or another one at a choice that has one. */
    public Schedule with(Deviation deviation) {
        List<Deviation> all = new ArrayList<>(deviations);
        all.add(deviation);
        return of(all);
    }

    @Override
    public int decide(Choice choice) {
        if (options.isEmpty()) {
            return 0;
        }
        Integer option = options.get(new Key(choice.kind(), choice.where(), choice.ordinal()));
        if (option != null) {
            return option < choice.options() ? option : 0;
        }
        option = options.get(new Key(choice.kind(), Deviation.ANYWHERE, choice.position()));
        return option == null ? 0 : 1 + (option - 1) % (choice.options() - 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule schedule && deviations.equals(schedule.deviations);
    }

    @Override
    public int hashCode() {
        return deviations.hashCode();
    }

    /** Returns the schedule as one line, which {@link #parse} reads. */
    @Override
    public String toString() {
        return deviations.isEmpty()
                ? NATURAL_TEXT
                : deviations.stream().map(Deviation::toString).collect(Collectors.joining(" "));
    }
}
