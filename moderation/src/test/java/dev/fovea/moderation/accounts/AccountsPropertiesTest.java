package dev.fovea.moderation.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class AccountsPropertiesTest {

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        assertThat(bind(Map.of()))
                .isEqualTo(new AccountsProperties(
                        "http://localhost:8080",
                        "admin@fovea.local",
                        null,
                        Duration.ofMinutes(15),
                        Duration.ofDays(7),
                        Duration.ofDays(30),
                        2));
    }

    @Test
    void everyPropertyIsReadByItsName() {
        assertThat(bind(Map.of(
                        "fovea.accounts.issuer", "https://tv.example",
                        "fovea.accounts.admin-email", "boss@tv.example",
                        "fovea.accounts.admin-password", "given",
                        "fovea.accounts.access-token-life", "5m",
                        "fovea.accounts.session-idle-max", "1d",
                        "fovea.accounts.session-life-max", "2d",
                        "fovea.accounts.password-hashers-max", "4")))
                .isEqualTo(new AccountsProperties(
                        "https://tv.example",
                        "boss@tv.example",
                        "given",
                        Duration.ofMinutes(5),
                        Duration.ofDays(1),
                        Duration.ofDays(2),
                        4));
    }

    @Test
    void aNumberOutOfBoundsStopsTheStart() {
        new ApplicationContextRunner()
                .withUserConfiguration(Properties.class)
                .withPropertyValues("fovea.accounts.password-hashers-max=0")
                .run(context -> assertThat(context).hasFailed());
    }

    private static AccountsProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("fovea.accounts", AccountsProperties.class);
    }

    @EnableConfigurationProperties(AccountsProperties.class)
    static class Properties {}
}
