package dev.millrace.lab.gallery;

import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;

/**
 * A search that begins anew with every key. The search for the text before is not cancelled; if it takes longer than
 * the newer one, its results are what is shown.
 */
final class ForgottenCancel {
    private final Shared<String> index = new Shared<>("index", "results for ");
    private String shown = "";

    static void run() {
        ForgottenCancel search = new ForgottenCancel();
        TaskGroup.run(group -> {
            for (String typed : new String[] {"m", "mi", "mil"}) {
                group.start("search", () -> search.search(typed));
                Task.yieldNow();
            }
        });
        Claim.that(search.shown.equals("results for mil"), "results for an older text");
    }

    private void search(String typed) {
        shown = index.get() + typed;
    }
}
