package dev.fovea.moderation.accounts;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.moderation.accounts.PasswordRules.WeakPassword;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {

    private static final EmailAddress EMAIL = EmailAddress.parse("long-name@fovea.test");

    @ParameterizedTest
    @ValueSource(strings = {"blue kettle", "ÄÖÜäöüß-123", "😀😃😄😁😆😅😂🤣😊😇", "          a b c d"})
    void anyLongTextIsGood(String password) {
        assertThatCode(() -> PasswordRules.requireGoodChoice(password, EMAIL)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "123456789",
                "😀😃😄😁😆",
                "1234567890",
                "QWERTYuiop",
                "Password1234",
                "aaaaaaaaaaaa",
                "abababababab",
                "long-name@fovea.test",
                "LONG-NAME@fovea.test"
            })
    void whatIsShortOrTriedFirstIsWeak(String password) {
        assertThatThrownBy(() -> PasswordRules.requireGoodChoice(password, EMAIL))
                .isInstanceOf(WeakPassword.class);
    }

    @Test
    void anAdminMayGiveAShorterOneButNoCommonOne() {
        assertThatCode(() -> PasswordRules.requireGoodGift("kettle-7", EMAIL)).doesNotThrowAnyException();
        assertThatThrownBy(() -> PasswordRules.requireGoodGift("kettle7", EMAIL))
                .isInstanceOf(WeakPassword.class);
        assertThatThrownBy(() -> PasswordRules.requireGoodGift("Password", EMAIL))
                .isInstanceOf(WeakPassword.class);
        assertThatThrownBy(() -> PasswordRules.requireGoodChoice("kettle-7", EMAIL))
                .isInstanceOf(WeakPassword.class);
    }

    @Test
    void whatFoveaMakesIsGood() {
        for (int i = 0; i < 1_000; i++) {
            PasswordRules.requireGoodChoice(InitialPassword.make(), EMAIL);
        }
    }
}
