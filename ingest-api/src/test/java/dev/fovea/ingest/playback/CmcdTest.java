package dev.fovea.ingest.playback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CmcdTest {

    /** As players send it: what changes with each request, each object, the state of play and each session. */
    @Test
    void readsTheFourHeadersAsOne() {
        Cmcd cmcd = Cmcd.of(
                List.of(
                        "bl=21300,dl=18500,mtp=48100,nor=\"..%2F300kbps%2Ftrack.m4v\",nrr=\"12323-48763\",su",
                        "br=3200,d=4004,ot=v,tb=6000",
                        "bs,rtp=15000",
                        "cid=\"faec5fc2-ac30-11ea-bb37-0242ac130002\",pr=1.08,sf=h,sid=\"6e2fb550-c457-11e9-bb97-0800200c9a66\",st=v,v=1"));

        assertThat(cmcd.malformed()).isZero();
        assertThat(cmcd.values()).hasSize(18);
        assertThat(cmcd.number("bl")).hasValue(21_300);
        assertThat(cmcd.number("mtp")).hasValue(48_100);
        assertThat(cmcd.has("bs")).isTrue();
        assertThat(cmcd.values()).containsEntry("ot", "v").containsEntry("sid", "6e2fb550-c457-11e9-bb97-0800200c9a66");
    }

    /** Made by its reporter, all keys on. */
    @Test
    void readsWhatHlsJsSends() {
        Cmcd cmcd = Cmcd.of(List.of(
                "bl=21300,mtp=48100,nor=\"..%2F..%2Fv%2F1%2Fb.m4s\",su",
                "br=3200,d=6006,ot=v,tb=6000", "bs", "cid=\"c\",sf=h,sid=\"s-1\""));

        assertThat(cmcd.malformed()).isZero();
        assertThat(cmcd.values()).hasSize(12).containsEntry("nor", "..%2F..%2Fv%2F1%2Fb.m4s");
    }

    @Test
    void passesOverKeysThatItDoesNotKnow() {
        Cmcd cmcd =
                Cmcd.of(List.of("bl=1000, com.example-myKey=\"a, \\\"b\\\" and c\", com.example-flag,later=7 , ot=a"));

        assertThat(cmcd.values()).isEqualTo(Map.of("bl", "1000", "ot", "a"));
        assertThat(cmcd.malformed()).isZero();
        assertThat(cmcd.has("bs")).isFalse();
        assertThat(cmcd.number("mtp")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mtp=fast,ot=v",
                "mtp=-1,ot=v",
                "mtp=1.5,ot=v",
                "mtp=9999999999999999999,ot=v",
                "mtp,ot=v",
                "ot=v,bs=1",
                "ot=v,pr=1.2345",
                "ot=v,st=recorded",
                "ot=v,sid=unquoted",
                "ot=v,sid=\"\"",
                "ot=v,nor=\"never ends",
                "ot=v,=,mtp=1",
                "ot=v,{}"
            })
    void leavesOutWhatIsMalformedAndKeepsTheRest(String payload) {
        Cmcd cmcd = Cmcd.of(List.of(payload));

        assertThat(cmcd.values()).isEqualTo(Map.of("ot", "v"));
        assertThat(cmcd.malformed()).isEqualTo(1);
    }

    /** Its values may be lists: {@code br=(3000;v 128;a)}. */
    @Test
    void readsNothingOfALaterVersion() {
        assertThat(Cmcd.of(List.of("br=(3000;v 128;a),ot=v", "v=2"))).isEqualTo(new Cmcd(Map.of(), 0));
        assertThat(Cmcd.of(List.of("br=(3000;v 128;a),ot=v,v=2"))).isEqualTo(new Cmcd(Map.of(), 0));
    }

    @Test
    void looksAtNothingThatIsTooLong() {
        assertThat(Cmcd.of(List.of("bl=1,".repeat(10_000)))).isEqualTo(new Cmcd(Map.of(), 1));
    }
}
