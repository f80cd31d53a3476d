package dev.fovea.moderation.accounts;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param issuer the {@code iss} of our tokens; every service must list it under {@code fovea.access.issuers}
 * @param adminEmail of the administrator made when there is no account at all
 * @param adminPassword of that administrator, valid as it is; without one a random password is made, announced once,
 *     and must be changed
 * @param accessTokenLife how long a token serves before it is refreshed; its end by other means needs no waiting
 * @param sessionIdleMax a browser unused for longer signs in again
 * @param sessionLifeMax a browser signs in again after this, used or not
 * @param passwordHashersMax passwords hashed at once; each takes 19 MiB and a core for some 50 ms
 */
@Validated
@ConfigurationProperties("fovea.accounts")
record AccountsProperties(
        @DefaultValue("http://localhost:8080") @NotBlank String issuer,
        @DefaultValue("admin@fovea.local") @NotBlank String adminEmail,
        @Nullable String adminPassword,
        @DefaultValue("15m") Duration accessTokenLife,
        @DefaultValue("7d") Duration sessionIdleMax,
        @DefaultValue("30d") Duration sessionLifeMax,
        @DefaultValue("2") @Min(1) @Max(64) int passwordHashersMax) {}
