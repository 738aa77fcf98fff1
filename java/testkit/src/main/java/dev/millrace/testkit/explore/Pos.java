package dev.millrace.testkit.explore;

import dev.millrace.testkit.schedule.Access;
import dev.millrace.testkit.schedule.Candidate;
import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Decisions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Partial order sampling (Yuan, Yang, Gu: CAV 2018): each step has a random priority, and the highest runs; those it
 * races with get new ones.
 */
final class Pos implements Strategy {

    @Override
    public Decisions next(Random random) {
        return new Sampling(random);
    }

    private static final class Sampling implements Decisions {
        private record Priority(int number, double value) {
        }

        private final Random random;
        private final Others others;
        private final Map<String, Priority> priorities = new HashMap<>();

        Sampling(Random random) {
            this.random = random;
            this.others = new Others(random);
        }

        @Override
        public int decide(Choice choice) {
            return others.decide(choice);
        }

        @Override
        public int decideStep(Choice choice, List<Candidate> ready) {
            int highest = 0;
            double most = -1;
            for (int i = 0; i < ready.size(); i++) {
                double priority = priority(ready.get(i));
                if (priority > most) {
                    most = priority;
                    highest = i;
                }
            }
            forgetRaces(ready, ready.get(highest).access());
            return highest;
        }

        private double priority(Candidate step) {
            Priority known = priorities.get(step.path());
            if (known == null || known.number != step.number()) {
                known = new Priority(step.number(), random.nextDouble());
                priorities.put(step.path(), known);
            }
            return known.value;
        }

        private void forgetRaces(List<Candidate> ready, Access taken) {
            if (taken != Access.NONE) {
                ready.stream().filter(each -> each.access().conflicts(taken))
                        .forEach(each -> priorities.remove(each.path()));
            }
        }
    }
}
