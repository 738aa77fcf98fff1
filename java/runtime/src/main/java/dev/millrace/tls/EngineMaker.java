package dev.millrace.tls;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLEngine;

/** Makes an engine; may read files, such as the certificates that the platform trusts. */
@FunctionalInterface
interface EngineMaker {
    SSLEngine make() throws GeneralSecurityException;
}
