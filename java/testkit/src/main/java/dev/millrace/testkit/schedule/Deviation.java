package dev.millrace.testkit.schedule;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One choice of a run that is not the natural one.
 *
 * @param kind what is chosen
 * @param where who is concerned, as in {@link Choice#where}; or {@link #ANYWHERE}
 * @param ordinal the how-manieth choice of this kind there, from 0; anywhere: in the whole run
 * @param option what is taken, from 1
 */
public record Deviation(Choice.Kind kind, String where, int ordinal, int option) implements Comparable<Deviation> {
    /** Stands for every place: the choices of a kind are counted over the whole run. */
    public static final String ANYWHERE = "*";

    private static final Pattern FORM = Pattern.compile("([a-z]+):(\\S*)@(\\d+)=(\\d+)");
    private static final Pattern ESCAPED = Pattern.compile("%([0-9a-f]{4})");
    private static final Comparator<Deviation> ORDER = Comparator.comparing(Deviation::kind)
            .thenComparing(Deviation::where)
            .thenComparingInt(Deviation::ordinal)
            .thenComparingInt(Deviation::option);

    /** Makes a deviation. */
    public Deviation {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(where, "where");
        if (ordinal < 0 || option < 1) {
            throw new IllegalArgumentException("option " + option + " at choice " + ordinal + " is no deviation");
        }
    }

    /** Makes a deviation that is keyed by its position among all choices of its kind. */
    public static Deviation anywhere(Choice.Kind kind, int position, int option) {
        return new Deviation(kind, ANYWHERE, position, option);
    }

    @Override
    public int compareTo(Deviation other) {
        return ORDER.compare(this, other);
    }

    /** Returns the deviation as one word without white space: {@code step:main/1@0=2}. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + escaped(where) + "@" + ordinal + "=" + option;
    }

    /**
     * Reads what {@link #toString} has written.
     *
     * @throws IllegalArgumentException if the text is none of those
     */
    public static Deviation parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a deviation, as step:main/1@0=2 is: " + text);
        }
        return new Deviation(Choice.Kind.valueOf(form.group(1).toUpperCase(Locale.ROOT)), plain(form.group(2)),
                Integer.parseInt(form.group(3)), Integer.parseInt(form.group(4)));
    }

    /** Printable ASCII stays, except for what would end or begin an escape, a word or a string of Java. */
    private static String escaped(String where) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < where.length(); i++) {
            char each = where.charAt(i);
            if (each <= ' ' || each >= 127 || each == '%' || each == '"' || each == '\\') {
                text.append(String.format("%%%04x", (int) each));
            } else {
                text.append(each);
            }
        }
        return text.toString();
    }

    private static String plain(String text) {
        return ESCAPED.matcher(text).replaceAll(escape ->
                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }
}
