package dev.millrace.testkit.explore;

/** Names of tasks and variables, as a strategy sees them. */
final class Paths {
    private Paths() {
    }

    /** Returns a name that is the same for tasks that differ in their numbers only. */
    static String alike(String name) {
        StringBuilder text = new StringBuilder();
        boolean number = false;
        for (int i = 0; i < name.length(); i++) {
            char each = name.charAt(i);
            boolean digit = each >= '0' && each <= '9';
            if (!digit) {
                text.append(each);
            } else if (!number) {
                text.append('#');
            }
            number = digit;
        }
        return text.toString();
    }
}
