package dev.fovea.ingest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicesTest {

    private static final Devices DEVICES = new Devices();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            desktop | Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36
            desktop | Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/147.0.0.0 Safari/537.36
            desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0
            desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15
            desktop | Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36
            desktop | Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
            mobile  | Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1
            mobile  | Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Mobile Safari/537.36
            mobile  | Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0
            tablet  | Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36
            tablet  | Mozilla/5.0 (iPad; CPU OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Mobile/15E148 Safari/604.1
            tablet  | Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0
            tv      | Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36
            tv      | Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36
            tv      | Mozilla/5.0 (Linux; Android 12; BRAVIA 4K VH2) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Safari/537.36
            tv      | AppleTV11,1/11.1
            other   | curl/8.5.0
            other   | Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
            """)
    void knowsTheClassOfWhatPeopleWatchOn(String device, String userAgent) {
        assertThat(DEVICES.classOf(userAgent, ClientHints.NONE)).isEqualTo(device);
    }

    /** Which of these a Chromium sends is its business: the user agent alone would say desktop to all of the first five. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            tablet  | X11; Linux x86_64       | ?0 | "Android" | "Tablet", "EInk"
            tablet  | X11; Linux x86_64       | ?0 | "Android" |
            mobile  | X11; Linux x86_64       | ?1 | "Android" |
            mobile  | X11; Linux x86_64       |    |           | "Mobile"
            other   | X11; Linux x86_64       | ?0 | "Android" | "XR"
            desktop | Linux; Android 10; K    | ?0 | "Linux"   | "Desktop"
            desktop | X11; CrOS x86_64        | ?0 | "Chrome OS" |
            tv      | Web0S; Linux/SmartTV    | ?0 | "Linux"   | "Desktop"
            desktop | X11; Linux x86_64       | 1  | Android   | Tablet
            desktop | X11; Linux x86_64       | ?2 | "Unknown" | "Phablet"
            """)
    void believesClientHintsMoreThanTheUserAgent(
            String device,
            String system,
            @Nullable String mobile,
            @Nullable String platform,
            @Nullable String factors) {
        var headers = new HashMap<String, @Nullable String>();
        headers.put("Sec-CH-UA-Mobile", mobile);
        headers.put("Sec-CH-UA-Platform", platform);
        headers.put("Sec-CH-UA-Form-Factors", factors);

        assertThat(DEVICES.classOf(
                        "Mozilla/5.0 (" + system
                                + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36",
                        ClientHints.of(headers::get)))
                .isEqualTo(device);
    }

    @Test
    void believesNoHintOfARobot() {
        assertThat(DEVICES.classOf(
                        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                        new ClientHints(true, "Android", Set.of("Mobile"))))
                .isEqualTo("other");
    }

    @Test
    void saysOtherWhenNothingIsSaid() {
        assertThat(DEVICES.classOf(null, ClientHints.NONE)).isEqualTo("other");
        assertThat(DEVICES.classOf(null, new ClientHints(false, "Windows", Set.of())))
                .isEqualTo("desktop");
        assertThat(DEVICES.classOf(" ", ClientHints.NONE)).isEqualTo("other");
        assertThat(DEVICES.classOf("x".repeat(100_000), ClientHints.NONE)).isEqualTo("other");
    }
}
