package dev.millrace.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses among identities: as a server by the name that the client asks for, as a client by the issuers that the
 * server knows. An alias is the number of an identity in the list.
 */
final class NamedKeys extends X509ExtendedKeyManager {
    private final List<Named> identities;

    /**
     * An identity and the name of the server that has it.
     *
     * @param name a name; {@code *.} and a name for all one level below; empty for whatever has no other
     */
    record Named(String name, Identity identity) {
        boolean isFor(String asked) {
            return name.equals(asked)
                    || name.startsWith("*.") && asked.indexOf('.') > 0
                    && name.substring(1).equals(asked.substring(asked.indexOf('.')));
        }

        boolean isOf(String keyType) {
            return identity.key().getAlgorithm().equals(keyType);
        }

        boolean isIssuedBy(Principal[] issuers) {
            return issuers == null || issuers.length == 0 || identity.chain().stream()
                    .anyMatch(each -> Arrays.asList(issuers).contains(each.getIssuerX500Principal()));
        }
    }

    NamedKeys(List<Named> identities) {
        this.identities = identities;
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName asked : session.getRequestedServerNames()) {
                if (asked instanceof SNIHostName host) {
                    String name = host.getAsciiName().toLowerCase(Locale.ROOT);
                    if (identities.stream().anyMatch(each -> each.isFor(name))) {
                        return first(each -> each.isFor(name) && each.isOf(keyType));
                    }
                }
            }
        }
        return first(each -> each.name.isEmpty() && each.isOf(keyType));
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return Arrays.stream(keyTypes)
                .map(keyType -> first(each -> each.isOf(keyType) && each.isIssuedBy(issuers)))
                .filter(alias -> alias != null)
                .findFirst().orElse(null);
    }

    private String first(Predicate<Named> wanted) {
        return identities.stream().filter(wanted).findFirst()
                .map(each -> Integer.toString(identities.indexOf(each))).orElse(null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).identity.key();
    }

    // What sockets would ask, which are not used here.

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }
}
