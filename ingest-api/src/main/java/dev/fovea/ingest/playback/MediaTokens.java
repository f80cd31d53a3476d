package dev.fovea.ingest.playback;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.fovea.contracts.InvalidValue;
import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.ingest.catalog.Visibility.Viewer;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tokens that stand in media paths: one viewer, one generation of one video, one path below it, for hours. */
@Component
class MediaTokens {

    private final TokenKind kind;

    MediaTokens(SigningKeys keys, Clock clock) {
        this.kind = new TokenKind("media", keys.of("media"), clock);
    }

    String sign(Grant grant, Instant expiresAt) {
        return kind.sign(
                new JWTClaimsSet.Builder()
                        .subject(grant.viewer().userId().toString())
                        .claim("ver", grant.accountVersion())
                        .claim("role", grant.viewer().role().name())
                        .claim("cat", grant.viewer().category().name())
                        .claim("vid", grant.videoId().toString())
                        .claim("gen", grant.generation())
                        .claim("path", grant.path()),
                expiresAt);
    }

    Optional<Grant> verify(String token) {
        return kind.verified(token).flatMap(MediaTokens::grantOf);
    }

    private static Optional<Grant> grantOf(JWTClaimsSet claims) {
        try {
            return Optional.of(new Grant(
                    new Viewer(
                            UserId.parse(claims.getSubject()),
                            Role.valueOf(claims.getStringClaim("role")),
                            Category.valueOf(claims.getStringClaim("cat"))),
                    claims.getLongClaim("ver"),
                    VideoId.parse(claims.getStringClaim("vid")),
                    claims.getIntegerClaim("gen"),
                    claims.getStringClaim("path")));
        } catch (ParseException | InvalidValue e) {
            return Optional.empty();
        }
    }

    /** @param path what an object's name below the generation's folder must begin with; empty for all of it */
    record Grant(Viewer viewer, long accountVersion, VideoId videoId, int generation, String path) {}
}
