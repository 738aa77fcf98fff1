package dev.millrace.testkit.fairness;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Which properties of a contract a scheduler with a known fault breaks. */
public final class BrokenProperties {
    private BrokenProperties() {
    }

    /** Runs the properties of a class that implements a contract; returns the names of those that fail. */
    public static Set<String> of(Class<?> contract) {
        Set<String> failed = new TreeSet<>();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract)).filters(EngineFilter.includeEngines("jqwik"))
                .configurationParameter("jqwik.shrinking.mode", "OFF").build(), new TestExecutionListener() {
                    @Override
                    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                        if (test.isTest() && result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                            failed.add(test.getDisplayName());
                        }
                    }
                });
        return failed;
    }
}
