package dev.fovea.ingest.playback;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.fovea.contracts.InvalidValue;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tokens that say of which view player events are; good for nothing else. */
@Component
public class ViewTokens {

    private final TokenKind kind;

    ViewTokens(SigningKeys keys, Clock clock) {
        this.kind = new TokenKind("view", keys.of("view"), clock);
    }

    String sign(View view, Instant expiresAt) {
        return kind.sign(
                new JWTClaimsSet.Builder()
                        .subject(view.viewerId().toString())
                        .claim("view", view.viewId().toString())
                        .claim("vid", view.videoId().toString())
                        .claim("start", view.startedAt().toEpochMilli()),
                expiresAt);
    }

    public Optional<View> verify(String token) {
        return kind.verified(token).flatMap(ViewTokens::viewOf);
    }

    private static Optional<View> viewOf(JWTClaimsSet claims) {
        try {
            return Optional.of(new View(
                    ViewId.parse(claims.getStringClaim("view")),
                    VideoId.parse(claims.getStringClaim("vid")),
                    UserId.parse(claims.getSubject()),
                    Instant.ofEpochMilli(claims.getLongClaim("start"))));
        } catch (ParseException | InvalidValue e) {
            return Optional.empty();
        }
    }

    /** @param startedAt the server's clock when playback was granted */
    public record View(ViewId viewId, VideoId videoId, UserId viewerId, Instant startedAt) {}
}
