package dev.fovea.platform.access;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param issuers whose tokens are believed; the first is usually Fovea's own
 * @param enforceCategories whether viewers see their own category's videos only
 * @param staleAfter writes and sign-ins are refused when the account state was not confirmed for longer
 * @param playbackStaleAfter playback already granted goes on for this long without confirmation
 * @param contentSources origins besides our own that pages may connect to and load media from (an S3 endpoint)
 * @param embedOrigins sites whose pages may show our player in a frame; none: it is shown nowhere but here
 */
@Validated
@ConfigurationProperties("fovea.access")
public record AccessProperties(
        @DefaultValue @Valid List<Issuer> issuers,
        @DefaultValue("true") boolean enforceCategories,
        @DefaultValue("30s") Duration staleAfter,
        @DefaultValue("5m") Duration playbackStaleAfter,
        @DefaultValue List<String> contentSources,

        @DefaultValue
        List<
                        @Pattern(
                                regexp = "https?://[A-Za-z0-9.*:-]+",
                                message = "must be an origin such as https://intranet.example.org")
                        String>
                embedOrigins) {

    /**
     * @param issuer the {@code iss} claim
     * @param jwksUri where its public keys are; fetched when first needed
     * @param own Fovea's own issuer, whose tokens carry the account version
     * @param audience the {@code aud} its tokens must have
     * @param clientId for the browser's redirect to an external issuer
     * @param roleClaim,categoryClaim names of the claims that are mapped
     * @param roles,categories claim values to ours; what is not named is refused
     */
    public record Issuer(
            @NotBlank String issuer,
            @NotNull URI jwksUri,
            @DefaultValue("false") boolean own,
            @DefaultValue("fovea") String audience,
            @DefaultValue("") String name,
            @Nullable String clientId,
            @DefaultValue("role") String roleClaim,
            @DefaultValue("category") String categoryClaim,
            @DefaultValue Map<String, Role> roles,
            @DefaultValue Map<String, Category> categories) {}
}
