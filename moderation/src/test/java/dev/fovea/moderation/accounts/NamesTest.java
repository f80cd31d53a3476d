package dev.fovea.moderation.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.contracts.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Emails and display names: one spelling, harmless wherever they are shown. */
class NamesTest {

    @Test
    void anEmailHasOneSpelling() {
        assertThat(EmailAddress.parse(" Some.Body+tag@Sub.Fovea.LOCAL ").value())
                .isEqualTo("some.body+tag@sub.fovea.local");
        assertThat(EmailAddress.parse("admin@localhost").value()).isEqualTo("admin@localhost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nobody",
                "@fovea.test",
                "a@",
                "a@b@c",
                "a b@c.d",
                "=a@b.c",
                "+a@b.c",
                "-a@b.c",
                "a@.b",
                "a@b.",
                "ä@b.c",
                "a@b.c\r\nBcc: x@y.z",
                "a@b.c\0"
            })
    void whatIsNoEmailIsNone(String text) {
        assertThatThrownBy(() -> EmailAddress.parse(text)).isInstanceOf(InvalidValue.class);
        assertThat(EmailAddress.find(text)).isEmpty();
    }

    @Test
    void anEmailHasAnEnd() {
        assertThat(EmailAddress.find("a@" + "b".repeat(252))).isPresent();
        assertThat(EmailAddress.find("a@" + "b".repeat(253))).isEmpty();
        assertThat(EmailAddress.find("a@" + "b-.".repeat(100_000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zoë Müller-Łukasz", "李小龍", "O'Neil", "X Æ A-12 😀"})
    void aNameIsWhatPeopleAreCalled(String name) {
        assertThat(DisplayName.parse(" " + name + " ").value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "=1+1", "+1", "-1", "@x", "a\nb", "a\u202Eb", "a\u200Bb", "a\u2028b", "a\0b"})
    void aNameLeadsNobodyAstray(String name) {
        assertThatThrownBy(() -> DisplayName.parse(name)).isInstanceOf(InvalidValue.class);
    }

    @Test
    void aNameHasAnEnd() {
        assertThat(DisplayName.parse("x".repeat(100)).value()).hasSize(100);
        assertThatThrownBy(() -> DisplayName.parse("x".repeat(101))).isInstanceOf(InvalidValue.class);
    }
}
