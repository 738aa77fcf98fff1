package dev.millrace.testkit.explore;

import dev.millrace.testkit.schedule.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which access of a run saw which write, without regard to which of several like tasks it was; and how a run could be
 * changed so that an access sees another write. After Wolff, Shi, Duck, Mathur, Roychoudhury: Greybox Fuzzing for
 * Concurrency Testing (ASPLOS 2024).
 */
final class ReadsFrom {
    /** The write before the first; as a reader, the end of the run. */
    private static final int OUTSIDE = -1;
    private static final int SAMPLES = 3;

    private final Races races;
    /** The accesses of each variable. In an order that is the same in every run of the strategy. */
    private final Map<String, List<Integer>> byVariable = new TreeMap<>();
    /** What each step is called. */
    private final String[] names;
    /** What was seen: pairs of writer and reader, and which task woke which. */
    final Set<String> pairs = new HashSet<>();

    /** A pair that this run does not have, and could have. */
    record Change(String pair, String variable, int writer, int reader) {
        /** Returns whether it brings an access before all writes. */
        boolean isFirst() {
            return writer == OUTSIDE;
        }
    }

    ReadsFrom(Trace trace) {
        races = new Races(trace);
        names = names(trace.steps());
        for (int i = 0; i < trace.steps().size(); i++) {
            Trace.Step step = trace.steps().get(i);
            if (!step.access().what().isEmpty()) {
                byVariable.computeIfAbsent(step.access().what(), any -> new ArrayList<>()).add(i);
            }
            if (step.cause() >= 0 && !trace.steps().get(step.cause()).path().equals(step.path())) {
                pairs.add(name(step.cause()) + " woke " + name(i));
            }
        }
        byVariable.forEach((variable, accesses) -> {
            int writer = OUTSIDE;
            for (int access : accesses) {
                pairs.add(pair(variable, writer, access));
                writer = races.access(access).writes() ? access : writer;
            }
            pairs.add(pair(variable, writer, OUTSIDE));
        });
    }

    /** By how many steps its task has made, without those for which it had to be woken: waiting moves nobody on. */
    private static String[] names(List<Trace.Step> steps) {
        Map<String, String> alike = new HashMap<>();
        Map<String, Integer> places = new HashMap<>();
        String[] names = new String[steps.size()];
        for (int i = 0; i < names.length; i++) {
            Trace.Step step = steps.get(i);
            boolean wentOn = step.cause() >= 0 && steps.get(step.cause()).path().equals(step.path());
            int place = places.merge(step.path(), wentOn ? 1 : 0, Integer::sum);
            names[i] = alike.computeIfAbsent(step.path(), Paths::alike) + " " + place;
        }
        return names;
    }

    private String pair(String variable, int writer, int reader) {
        return Paths.alike(variable) + ": " + name(writer) + " to " + name(reader);
    }

    private String name(int step) {
        return step == OUTSIDE ? "outside" : names[step];
    }

    /** Returns how accesses could see other writes; of changes that make the same pair, a few. */
    List<Change> changes(Random random) {
        List<Change> changes = new ArrayList<>();
        byVariable.forEach((variable, accesses) -> {
            Map<String, List<Integer>> readers = alike(accesses);
            Map<String, List<Integer>> writers = alike(writes(accesses));
            readers.values().forEach(some -> writers.values().forEach(others -> {
                for (int i = 0; i < SAMPLES; i++) {
                    int reader = some.get(random.nextInt(some.size()));
                    int writer = others.get(random.nextInt(others.size()));
                    if (writer != reader && mayChange(writer, reader)) {
                        changes.add(new Change(pair(variable, writer, reader), variable, writer, reader));
                    }
                }
            }));
        });
        return changes;
    }

    private Map<String, List<Integer>> alike(List<Integer> accesses) {
        Map<String, List<Integer>> alike = new TreeMap<>();
        accesses.forEach(i -> alike.computeIfAbsent(names[i], any -> new ArrayList<>()).add(i));
        alike.put("outside", List.of(OUTSIDE));
        return alike;
    }

    private List<Integer> writes(List<Integer> accesses) {
        return accesses.stream().filter(i -> races.access(i).writes()).toList();
    }

    private boolean mayChange(int writer, int reader) {
        return writer == OUTSIDE || reader == OUTSIDE || races.race(writer, reader);
    }

    /** Returns the order of steps that makes a change; empty if it cannot be. */
    Optional<List<Trace.Step>> order(Change change, Random random) {
        int writer = change.writer;
        int reader = change.reader;
        List<Integer> writers = writes(byVariable.get(change.variable));
        if (reader == OUTSIDE) {
            int last = writers.get(writers.size() - 1);
            return last == writer ? Optional.empty() : races.delay(writer, last);
        }
        if (writer > reader) {
            return random.nextBoolean() ? races.pull(writer, reader) : races.delay(reader, writer);
        }
        Optional<Integer> next = writers.stream().filter(i -> i > writer && i < reader).findFirst();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        Optional<Integer> last = writers.stream().filter(i -> i < reader).reduce((one, other) -> other);
        return writer != OUTSIDE && random.nextBoolean()
                ? races.delay(writer, last.get())
                : races.pull(reader, next.get());
    }
}
