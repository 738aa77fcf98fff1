package dev.millrace.sched;

import java.util.Arrays;

/** A binary heap of contenders, the least key first and, among equal keys, the one that was put here first. */
final class ContenderHeap {
    private Contender[] members = new Contender[4];
    private int size;
    private long entries;

    boolean isEmpty() {
        return size == 0;
    }

    boolean holds(Contender member) {
        return member.index >= 0 && member.index < size && members[member.index] == member;
    }

    /** Returns null if there is none. */
    Contender first() {
        return members[0];
    }

    void add(Contender member, long key) {
        if (size == members.length) {
            members = Arrays.copyOf(members, 2 * size);
        }
        member.key = key;
        member.order = entries++;
        up(member, size++);
    }

    void remove(Contender member) {
        int hole = member.index;
        Contender last = members[--size];
        members[size] = null;
        member.index = -1;
        if (last != member) {
            up(last, hole);
            down(last, last.index);
        }
    }

    /** Gives a member another key, as if it were put here now. */
    void change(Contender member, long key) {
        member.key = key;
        member.order = entries++;
        up(member, member.index);
        down(member, member.index);
    }

    private void up(Contender member, int from) {
        int at = from;
        for (int above; at > 0 && before(member, members[above = (at - 1) / 2]); at = above) {
            put(members[above], at);
        }
        put(member, at);
    }

    private void down(Contender member, int from) {
        int at = from;
        for (int below; (below = 2 * at + 1) < size; at = below) {
            if (below + 1 < size && before(members[below + 1], members[below])) {
                below++;
            }
            if (!before(members[below], member)) {
                break;
            }
            put(members[below], at);
        }
        put(member, at);
    }

    private void put(Contender member, int at) {
        members[at] = member;
        member.index = at;
    }

    /** Virtual time may wrap around; only differences count. */
    private static boolean before(Contender one, Contender other) {
        long difference = one.key - other.key;
        return difference < 0 || difference == 0 && one.order - other.order < 0;
    }
}
