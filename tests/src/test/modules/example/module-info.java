/** A program as a user writes it: on the module path, with what the modules export. */
module example {
    requires dev.millrace;
    requires dev.millrace.testkit;
}
