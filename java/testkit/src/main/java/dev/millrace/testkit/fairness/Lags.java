package dev.millrace.testkit.fairness;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures what each share got beside what an ideal server would have given it, which serves all backlogged siblings at
 * once, in proportion to their weights. A step counts for the shares that were backlogged when it began.
 */
final class Lags implements Meter {
    private final Backlog backlog;
    private final Account[] accounts;
    private int beganAt;

    Lags(Backlog backlog, List<TracedShare> shares) {
        this.backlog = backlog;
        accounts = new Account[shares.size()];
        for (int i = 0; i < accounts.length; i++) {
            accounts[i] = new Account();
        }
    }

    /** What is known of a share. */
    static final class Account {
        /** Of the whole trace. */
        private double ideal;
        private long got;
        /** Of the interval in which the share has been backlogged. */
        private int openedAt;
        private double lag;
        private double behind;
        private double leastBehind;
        /** The results. */
        double lagLeast;
        double lagMost;
        double worstCaseIndex;

        private void opened(int event) {
            openedAt = event;
            lag = 0;
            behind = 0;
            leastBehind = 0;
        }

        private void served(double fair, double guaranteed, long nanos) {
            ideal += fair;
            got += nanos;
            lag += fair - nanos;
            lagLeast = Math.min(lagLeast, lag);
            lagMost = Math.max(lagMost, lag);
            behind += guaranteed - nanos;
            leastBehind = Math.min(leastBehind, behind);
            worstCaseIndex = Math.max(worstCaseIndex, behind - leastBehind);
        }

        long got() {
            return got;
        }
    }

    Account account(TracedShare share) {
        return accounts[share.number()];
    }

    @Override
    public void opened(TracedShare share, int event) {
        account(share).opened(event);
    }

    @Override
    public void began(int event) {
        beganAt = event;
    }

    @Override
    public void charged(TracedShare charged, long nanos, int event) {
        List<TracedShare> competing = new ArrayList<>();
        double allWeights = 0;
        double weights = 0;
        for (TracedShare each : backlog.siblings(charged)) {
            allWeights += backlog.weight(each);
            if (each.number() == charged.number() || backlog.isOpen(each) && account(each).openedAt < beganAt) {
                competing.add(each);
                weights += backlog.weight(each);
            }
        }
        for (TracedShare each : competing) {
            double work = (double) nanos * backlog.weight(each);
            account(each).served(work / weights, work / allWeights, each.number() == charged.number() ? nanos : 0);
        }
    }

    /** Returns Jain's index of what siblings got, each divided by what the ideal server would have given it. */
    double jain(List<TracedShare> siblings) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (TracedShare each : siblings) {
            Account account = account(each);
            if (account.ideal > 0) {
                double x = account.got / account.ideal;
                sum += x;
                squares += x * x;
                count++;
            }
        }
        return squares == 0 ? 1 : sum * sum / (count * squares);
    }
}
