package dev.fovea.ingest.telemetry;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import ua_parser.Client;
import ua_parser.Parser;

/**
 * The class of device that a browser says it is, by its client hints where it sends them, else by its user agent. The parser
 * knows systems and models of user agents; which of them are televisions, tablets or phones is said here.
 */
@Component
class Devices {

    static final String DESKTOP = "desktop";
    static final String MOBILE = "mobile";
    static final String TABLET = "tablet";
    static final String TV = "tv";
    static final String OTHER = "other";

    /** Longer ones are cut: their tail tells nothing, and the parser's patterns look at every character. */
    private static final int USER_AGENT_CHARS_MAX = 300;

    private static final int KNOWN_MAX = 5_000;
    private static final Set<String> TV_SYSTEMS = Set.of(
            "Tizen", "Web0S", "webOS", "WebTV", "Chromecast", "ATV OS X", "tvOS", "FireOS TV", "Roku", "GoogleTV");
    private static final Set<String> DESKTOP_SYSTEMS = Set.of(
            "Windows",
            "Mac OS X",
            "Mac OS",
            "Linux",
            "Chrome OS",
            "Ubuntu",
            "Debian",
            "Fedora",
            "FreeBSD",
            "OpenBSD",
            "NetBSD",
            "Solaris",
            "Red Hat",
            "CentOS",
            "SUSE",
            "Gentoo",
            "Slackware",
            "Mandriva",
            "Arch Linux",
            "Linux Mint",
            "Kubuntu");

    /** As Sec-CH-UA-Platform names them. */
    private static final Set<String> DESKTOP_PLATFORMS =
            Set.of("Windows", "macOS", "Linux", "Chrome OS", "Chromium OS");

    private final Parser parser = new Parser();
    private final LoadingCache<String, Agent> agents =
            Caffeine.newBuilder().maximumSize(KNOWN_MAX).build(this::parse);

    /** @param isCertain no hint knows better: the hints of televisions and robots are those of the browser in them */
    private record Agent(String device, boolean isCertain) {

        static final Agent UNKNOWN = new Agent(OTHER, false);
    }

    String classOf(@Nullable String userAgent, ClientHints hints) {
        Agent agent = userAgent == null || userAgent.isBlank()
                ? Agent.UNKNOWN
                : agents.get(userAgent.substring(0, Math.min(userAgent.length(), USER_AGENT_CHARS_MAX)));
        return agent.isCertain() ? agent.device() : hinted(hints).orElse(agent.device());
    }

    private static Optional<String> hinted(ClientHints hints) {
        Set<String> factors = hints.formFactors();
        if (factors.contains("XR") || factors.contains("Watch") || factors.contains("Automotive")) {
            return Optional.of(OTHER);
        }
        if (factors.contains("Tablet")) {
            return Optional.of(TABLET);
        }
        if (factors.contains("Mobile") || hints.mobile()) {
            return Optional.of(MOBILE);
        }
        if (factors.contains("Desktop") || DESKTOP_PLATFORMS.contains(hints.platform())) {
            return Optional.of(DESKTOP);
        }
        return hints.platform().equals("Android") ? Optional.of(TABLET) : Optional.empty();
    }

    private Agent parse(String userAgent) {
        Client client = parser.parse(userAgent);
        String system = client.os.family == null ? "" : client.os.family;
        String model = client.device.family == null ? "" : client.device.family;
        if (model.equals("Spider")) {
            return new Agent(OTHER, true);
        }
        if (TV_SYSTEMS.contains(system) || isTelevision(userAgent, model)) {
            return new Agent(TV, true);
        }
        return new Agent(deviceOf(userAgent, system, model), false);
    }

    private static String deviceOf(String userAgent, String system, String model) {
        if (model.equals("iPad") || model.equals("Generic Tablet") || model.startsWith("Kindle")) {
            return TABLET;
        }
        // Browsers on Android say "Mobile" on phones and leave it out on tablets.
        if (system.equals("Android")) {
            return userAgent.contains("Mobile") ? MOBILE : TABLET;
        }
        if (system.equals("iOS") || system.equals("Windows Phone") || system.equals("KaiOS")) {
            return MOBILE;
        }
        return DESKTOP_SYSTEMS.contains(system) ? DESKTOP : OTHER;
    }

    private static boolean isTelevision(String userAgent, String model) {
        return model.contains("TV")
                || model.startsWith("BRAVIA")
                || model.startsWith("AFT")
                || model.startsWith("Roku")
                || userAgent.startsWith("Roku")
                || userAgent.contains("SmartTV")
                || userAgent.contains("SMART-TV");
    }
}
