package dev.fovea.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fovea.testing.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimedTextTest {

    private static final String TIMES = "00:00:01.000 --> 00:00:02.000\n";

    private static String written(String file) {
        return TimedText.parse(file).toWebVtt();
    }

    /** The text of the one cue that a WebVTT file with this payload holds. */
    private static String cleaned(String payload) {
        return TimedText.parse("WEBVTT\n\n" + TIMES + payload).cues().getFirst().text();
    }

    @Test
    void readsSubRip() {
        String file = """
                \uFEFF1\r
                00:00:01,5 --> 0:00:04,000\r
                {\\an8}<font color="#fff">Blades</font> & <i>fans</i>\r
                two lines\r
                \r
                2\r
                00:00:00,000 --> 00:00:01,000\r
                First < said\r
                """;
        assertThat(written(file)).isEqualTo("""
                WEBVTT

                00:00:00.000 --> 00:00:01.000
                First &lt; said

                00:00:01.500 --> 00:00:04.000
                Blades &amp; <i>fans</i>
                two lines
                """);
    }

    @Test
    void readsWebVttWithoutItsStylesAndNotes() {
        String file = """
                WEBVTT - made by hand
                Kind: captions

                STYLE
                ::cue { background: url(https://elsewhere.test) }

                NOTE nobody sees this

                intro
                00:01.000 --> 00:02.500 align:start position:10% onload:x line:-1
                <v Anna><b.loud>Hello</b> &amp; welcome <00:01.900><c.red>now</c>
                """;
        assertThat(written(file)).isEqualTo("""
                WEBVTT

                00:00:01.000 --> 00:00:02.500 align:start position:10% line:-1
                <b>Hello</b> &amp; welcome now
                """);
    }

    @Test
    void whatIsWrittenReadsAsTheSame() {
        String once = written("WEBVTT\n\n" + TIMES + "a <b>b</b> & &lt;c&gt; <bold>d</bold> 1 < 2 --\n");
        assertThat(written(once)).isEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<b onclick=alert(1)>x</b>",
                "<b.x\" onfocus=\"alert(1)>x</b>",
                "<<b>script>alert(1)",
                "<ruby>x<rt>y</rt></ruby>",
                "<lang en><script"
            })
    void noMarkupOfAFileComesThrough(String payload) {
        assertThat(cleaned("said " + payload).replaceAll("</?[biu]>", ""))
                .doesNotContain("<")
                .doesNotContain(">");
    }

    @Test
    void aTimeLineInsideATextIsText() {
        assertThat(cleaned("see 00:00:01.000 --> 00:00:09.000")).isEqualTo("see 00:00:01.000 --&gt; 00:00:09.000");
    }

    @Test
    void saysWhatIsSaidWithoutMarkup() {
        assertThat(TimedText.parse("WEBVTT\n\n" + TIMES + "<b>Wind</b> &amp; water\n")
                        .words())
                .isEqualTo(" Wind    water");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "WEBVTT",
                "WEBVTT\n\nNOTE only a note",
                "no captions at all",
                "1\n00:00:02,000 --> 00:00:01,000\nbackwards",
                "1\n00:00:02,000 --> 00:00:02,000\nno time at all",
                "1\n00:00:02,000 -> 00:00:03,000\nother arrow",
                "WEBVTT\n\n00:00:01,000 --> 00:00:02,000\na comma",
                "WEBVTT\n\n00:61.000 --> 00:62.000\nno such second",
                "1\n00:00:01,000 --> 00:00:02,000\nfine\n\na line that belongs nowhere",
                "1\n999:00:00,000 --> 999:00:01,000\nlonger than any film"
            })
    void refusesWhatIsNone(String file) {
        assertThatExceptionOfType(TimedText.Invalid.class).isThrownBy(() -> TimedText.parse(file));
    }

    @Test
    void namesTheLineThatIsWrong() {
        assertThatExceptionOfType(TimedText.Invalid.class)
                .isThrownBy(() -> TimedText.parse("WEBVTT\n\n" + TIMES + "fine\n\nid\n00:03 --> 00:04\nx"))
                .withMessage("line 7 should hold times like 00:01.000 --> 00:04.000");
    }

    /** Whatever bytes are offered: refused as invalid, or read into something that reads back as itself. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void neverBreaksOnAnyFile(long seed) {
        RandomGenerator random = Seeds.random(seed);
        String[] parts = {
            "WEBVTT",
            "\n",
            "\n\n",
            "\r\n",
            TIMES,
            "00:00:01,000 --> 00:00:02,000\n",
            "<b>",
            "</",
            "&",
            "-->",
            "{\\an8}",
            "x",
            "\u0001",
            "NOTE"
        };
        var file = new StringBuilder(random.nextBoolean() ? "WEBVTT\n\n" : "");
        for (int i = random.nextInt(40); i > 0; i--) {
            file.append(parts[random.nextInt(parts.length)]);
        }
        String written;
        try {
            written = written(file.toString());
        } catch (TimedText.Invalid e) {
            return;
        }
        assertThat(written(written)).isEqualTo(written);
    }
}
