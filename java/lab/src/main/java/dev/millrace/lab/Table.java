package dev.millrace.lab;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown with columns as wide as their longest cell. */
final class Table {
    private Table() {
    }

    /** Returns the lines of a table; the first row is its header, and all rows have as many cells. */
    static List<String> lines(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(row, widths)));
        lines.add(1, lines.get(0).replaceAll("[^|]", "-"));
        return lines;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            line.append(' ').append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(" |");
        }
        return line.toString();
    }
}
